#include "settings/reload.hpp"

#include "launch.hpp"

#include <algorithm>

namespace readcount::settings {
namespace {

TEST_F(Launch, TakesOnReloadWhatTakesNoRestart) {
  give_file("site = 'a.example'\nrate-limit = 5\n");
  const auto in_force = load();
  give_file("site = ['a.example', 'b.example']\nlog-level = 'debug'\n");
  const auto read = reload(in_force);
  ASSERT_TRUE(read) << read.error().text;
  EXPECT_EQ(read->settings.sites.size(), 2U);
  EXPECT_EQ(read->settings.log_level, LogLevel::debug);
  EXPECT_EQ(read->settings.rate_limit, 0U) << "left out: the default again";
}

TEST_F(Launch, LetsFlagsAndEnvironmentBeatTheFileOnReloadToo) {
  give_file("max-streams = 1\nmetrics-top = 1\nrate-limit = 1\n");
  give_flags({"--max-streams", "2"});
  give_variable("READCOUNT_METRICS_TOP=2");
  const auto in_force = load();
  give_file("max-streams = 3\nmetrics-top = 3\nrate-limit = 3\n");
  const auto read = reload(in_force);
  ASSERT_TRUE(read) << read.error().text;
  EXPECT_EQ(read->settings.max_streams, 2U);
  EXPECT_EQ(read->settings.metrics_top, 2U);
  EXPECT_EQ(read->settings.rate_limit, 3U);
}

TEST_F(Launch, ReadsTheTokenFileAnew) {
  give_file("token-file = '" + write("token", "0123456789abcdef") + "'\n");
  const auto in_force = load();
  write("token", "fedcba9876543210");
  const auto read = reload(in_force);
  ASSERT_TRUE(read) << read.error().text;
  EXPECT_EQ(read->settings.token, "fedcba9876543210");
}

TEST_F(Launch, NamesAllThatTakesARestart) {
  give_file("journal-retain = '2h'\n");
  const auto in_force = load();
  give_file("rate-limit = 1\nthreads = 2\nlisten = ':1'\n");
  EXPECT_EQ(reload_error(in_force),
            "DIR/readcountd.toml:3: listen, journal-retain (no longer set), "
            "DIR/readcountd.toml:2: threads: takes a restart to change; restart readcountd, or put "
            "back what is in force");
}

TEST_F(Launch, DoesNotMindADefaultThatIsWrittenOut) {
  const auto in_force = load();
  give_file("threads = 1\nlisten = ':8228'\njournal-sync = 'interval'\n");
  EXPECT_EQ(reload_error(in_force), "");
}

TEST_F(Launch, RefusesToBeLeftWithoutASite) {
  give_file("site = 'a.example'\n");
  const auto in_force = load();
  give_file("");
  EXPECT_EQ(reload_error(in_force),
            "DIR/readcountd.toml: site: none is left; name the sites to count, or restart "
            "readcountd to try it out without any");
}

TEST_F(Launch, MayStayWithoutASite) {
  give_file("rate-limit = 1\n");
  const auto in_force = load();
  give_file("");
  EXPECT_EQ(reload_error(in_force), "");
}

TEST_F(Launch, RefusesAFileThatIsGone) {
  give_flags({"--site", "a.example"});
  give_file("rate-limit = 1\n");
  const auto in_force = load();
  std::filesystem::remove(path("readcountd.toml"));
  EXPECT_EQ(reload_error(in_force),
            "DIR/readcountd.toml is gone: put it back, or restart readcountd without it");
}

TEST_F(Launch, SaysWhatIsWrongWithAFileAsAtTheStart) {
  const auto in_force = load();
  give_file("rate-limit = 5\nlog-level = 'loud'\n");
  EXPECT_EQ(reload_error(in_force),
            "DIR/readcountd.toml:2: log-level: \"loud\" is none of \"debug\", \"info\", "
            "\"warning\" and \"error\"");
}

/// Each setting either takes a restart or is one that the daemon puts into force; a new one is to
/// be thought of.
TEST(Reload, KnowsOfEverySettingWhetherItTakesARestart) {
  std::string reloaded;
  for (const auto& setting : all_settings()) {
    if (in_file(setting) && setting.fixed == nullptr) reloaded.append(setting.name).append(" ");
  }
  EXPECT_EQ(reloaded,
            "trusted-proxy token-file tls-cert tls-key site geoip-db new-articles-per-hour "
            "new-names-per-day rate-limit max-connections max-connections-per-address max-streams "
            "metrics-top log-level ");
}

}  // namespace
}  // namespace readcount::settings
