#include "base/version.hpp"
#include "launch.hpp"

namespace readcount::settings {
namespace {

TEST_F(Launch, UsesTheDefaultsWhenNothingIsGiven) {
  EXPECT_TRUE(settings() == Settings{});
  EXPECT_EQ(load().mode, Mode::run);
}

TEST_F(Launch, LetsAFlagBeatTheEnvironmentAndThatTheFile) {
  give_file("threads = 2\nmax-articles = 2000\nmax-connections = 2\n");
  give_variable("READCOUNT_THREADS=3");
  give_variable("READCOUNT_MAX_ARTICLES=3000");
  give_flags({"--threads", "4"});
  const auto made = settings();
  EXPECT_EQ(made.threads, 4U);
  EXPECT_EQ(made.max_articles, 3000U);
  EXPECT_EQ(made.max_connections, 2U);
}

TEST_F(Launch, ReadsTheFileThatConfigNamesInsteadOfTheSystems) {
  give_file("threads = 2\n");
  give_flags({"--config", write("other.toml", "max-articles = 9000\n")});
  const auto made = settings();
  EXPECT_EQ(made.threads, 1U);
  EXPECT_EQ(made.max_articles, 9000U);
}

TEST_F(Launch, FindsTheFileByTheEnvironmentUnlessAFlagNamesOne) {
  give_variable("READCOUNT_CONFIG=" + write("other.toml", "threads = 3\n"));
  EXPECT_EQ(settings().threads, 3U);
  give_flags({"--config=" + write("flag.toml", "threads = 4\n")});
  EXPECT_EQ(settings().threads, 4U);
}

TEST_F(Launch, CollectsRepeatedFlags) {
  give_flags({"--site", "a.example", "--site=b.example,c.example", "--trusted-proxy", "::1",
              "--trusted-proxy", "10.0.0.0/8"});
  const auto made = settings();
  EXPECT_EQ(made.sites,
            (std::vector{Site{"a.example", {}, {}}, Site{"b.example", {"c.example"}, {}}}));
  EXPECT_EQ(made.trusted_proxies, (std::vector<std::string>{"::1/128", "10.0.0.0/8"}));
}

TEST_F(Launch, SplitsARepeatableVariableAtSpaces) {
  give_variable("READCOUNT_SITE= a.example  b.example,c.example ");
  EXPECT_EQ(settings().sites,
            (std::vector{Site{"a.example", {}, {}}, Site{"b.example", {"c.example"}, {}}}));
}

TEST_F(Launch, TakesAnEmptyVariableForNone) {
  give_variable("READCOUNT_REDIS=");
  give_file("redis = 'unix:///r'\n");
  EXPECT_EQ(settings().redis, "unix:///r");
}

TEST_F(Launch, LetsAToggleBeSwitchedOffAgain) {
  give_file("allow-evicting-redis = true\n");
  give_flags({"--allow-evicting-redis=false"});
  EXPECT_FALSE(settings().allow_evicting_redis);
}

TEST_F(Launch, TakesHowLongThingsAreKept) {
  give_file("keep-hours = '30d'\nkeep-listed = 200\nkeep-day-lists = '8d'\n");
  give_variable("READCOUNT_KEEP_MINUTES=1d");
  give_flags({"--keep-hour-lists", "8d"});
  Lifetimes lifetimes;
  lifetimes.hours = std::chrono::days(30);
  lifetimes.listed = 200;
  lifetimes.day_lists = lifetimes.hour_lists = std::chrono::days(8);
  lifetimes.minutes = std::chrono::hours(24);
  EXPECT_TRUE(settings().lifetimes == lifetimes);
}

TEST_F(Launch, LeavesVariablesOfOthersAlone) {
  give_variable("HOME=/root");
  give_variable("READCOUNT_SERVER=http://127.0.0.1:9228");       // the client's
  give_variable("READCOUNT_PORT=tcp://10.0.0.1:8228");           // Kubernetes'
  give_variable("READCOUNT_PORT_8228_TCP=tcp://10.0.0.1:8228");  // Kubernetes'
  give_variable("READCOUNT_SERVICE_HOST=10.0.0.1");              // Kubernetes'
  EXPECT_TRUE(settings() == Settings{});
}

TEST_F(Launch, MakesSitesOfTheFilesTables) {
  give_file(
      "[sites.\"WWW.News.example\"]\naliases = ['m.news.example']\nkeep-query = ['id', 'p']\n");
  EXPECT_EQ(settings().sites, (std::vector{Site{"news.example", {"m.news.example"}, {"id", "p"}}}));
}

TEST_F(Launch, AddsATableToTheSiteOfTheSameFile) {
  give_file(
      "site = 'news.example,a.example'\n"
      "[sites.\"news.example\"]\naliases = ['b.example']\nkeep-query = ['id']\n");
  EXPECT_EQ(settings().sites,
            (std::vector{Site{"news.example", {"a.example", "b.example"}, {"id"}}}));
}

TEST_F(Launch, GivesASiteItsOwnNumberOfNewArticles) {
  give_file(
      "site = ['a.example', 'b.example']\nnew-articles-per-hour = 100\n"
      "[sites.\"b.example\"]\nnew-articles-per-hour = 7\n");
  const auto made = settings();
  EXPECT_EQ(made.new_articles_per_hour, 100U);
  EXPECT_EQ(made.sites.at(0).new_articles_per_hour, std::nullopt);
  EXPECT_EQ(made.sites.at(1).new_articles_per_hour, 7U);
}

TEST_F(Launch, CountsOnlyTheSitesOfTheFlagButKeepsTheirTables) {
  give_flags({"--site", "news.example"});
  give_file(
      "site = ['dropped.example']\n"
      "[sites.\"news.example\"]\nkeep-query = ['id']\n"
      "[sites.\"other.example\"]\nkeep-query = ['p']\n");
  EXPECT_EQ(settings().sites, (std::vector{Site{"news.example", {}, {"id"}}}));
}

TEST_F(Launch, StripsTheNewlineFromTheToken) {
  give_flags({"--token-file", write("token", "0123456789abcdef\r\n\n")});
  EXPECT_EQ(settings().token, "0123456789abcdef");
}

TEST_F(Launch, ChecksInsteadOfRunning) {
  give_flags({"--check", "--threads", "2"});
  EXPECT_EQ(load().mode, Mode::check);
  EXPECT_EQ(settings().threads, 2U);
}

TEST_F(Launch, TakesOverIfItIsAskedTo) {
  EXPECT_FALSE(load().take_over);
  give_flags({"--take-over"});
  EXPECT_TRUE(load().take_over);
}

TEST_F(Launch, ShowsItsVersion) {
  give_flags({"--version"});
  EXPECT_EQ(load().mode, Mode::explain);
  EXPECT_EQ(load().text, "readcountd " + std::string(kVersion) + "\n");
}

TEST_F(Launch, HelpsEvenIfOtherSettingsAreWrong) {
  give_flags({"-h"});
  give_variable("READCOUNT_LISTN=x");
  give_file("not TOML");
  EXPECT_EQ(load().mode, Mode::explain);
  EXPECT_NE(load().text.find("Usage: readcountd"), std::string::npos);
}

}  // namespace
}  // namespace readcount::settings
