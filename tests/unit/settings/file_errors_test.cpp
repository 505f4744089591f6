#include "launch.hpp"

namespace readcount::settings {
namespace {

class BadFile : public Launch {
 protected:
  /// The error without the file's path: "LINE: …".
  std::string error_of(const std::string& text) {
    give_file(text);
    auto whole = error();
    const std::string prefix = "DIR/readcountd.toml:";
    if (!whole.starts_with(prefix)) return whole;
    return whole.substr(prefix.size());
  }
};

TEST_F(BadFile, SuggestsTheNearestName) {
  EXPECT_EQ(error_of("threads = 1\njournal_snyc = 'always'\n"),
            "2: journal_snyc: no such setting; did you mean journal-sync?");
}

TEST_F(BadFile, NamesTheLineOfABadValue) {
  EXPECT_EQ(error_of("\n\nthreads = 0\n"), "3: threads: \"0\" is not a whole number from 1 to 64");
}

TEST_F(BadFile, NamesTheLineWithinAnArray) {
  EXPECT_EQ(error_of("trusted-proxy = [\n'10.0.0.0/8',\n'ten',\n]\n"),
            "3: trusted-proxy: \"ten\" is not a network: write it as 10.0.0.0/8, 192.0.2.1 or "
            "fd00::/8");
}

TEST_F(BadFile, IsNotToml) {
  const auto text = error_of("threads = 1\nlisten = :8228\n");
  EXPECT_EQ(text.find("2: not TOML: "), 0U) << text;
}

TEST_F(BadFile, SetsSomethingTwice) {
  const auto text = error_of("threads = 1\nthreads = 2\n");
  EXPECT_EQ(text.find("2: not TOML: "), 0U) << text;
}

TEST_F(BadFile, IsADirectory) {
  give_flags({"--config", path("")});
  EXPECT_EQ(error(), "--config: cannot read \"DIR/\": it is a directory");
}

TEST_F(BadFile, HoldsAnotherType) {
  EXPECT_EQ(error_of("threads = 1.5\n"), "1: threads: must be a string or a whole number");
  EXPECT_EQ(error_of("listen = [':1']\n"), "1: listen: must be a string or a whole number");
  EXPECT_EQ(error_of("allow-evicting-redis = 'yes'\n"),
            "1: allow-evicting-redis: \"yes\" is neither \"true\" nor \"false\"");
  EXPECT_EQ(error_of("allow-evicting-redis = []\n"),
            "1: allow-evicting-redis: must be true or false");
  EXPECT_EQ(error_of("trusted-proxy = [1]\n"),
            "1: trusted-proxy: must be a string or an array of strings");
}

TEST_F(BadFile, CannotNameAnotherFileOrAskForACheck) {
  EXPECT_EQ(error_of("config = '/x'\n"),
            "1: config: cannot stand in the file: give it as --config");
  EXPECT_EQ(error_of("check = true\n"), "1: check: cannot stand in the file: give it as --check");
}

TEST_F(BadFile, CallsATableBySitesOtherName) {
  EXPECT_EQ(error_of("[site.'a.example']\n"),
            "1: site: must be a string or an array of strings; a site's table is called "
            "[sites.\"news.example\"]");
}

TEST_F(BadFile, GivesSitesThatAreNoTables) {
  EXPECT_EQ(error_of("sites = ['a.example']\n"),
            "1: sites: must be tables, one a site, as [sites.\"news.example\"]");
  EXPECT_EQ(error_of("[sites]\n'a.example' = 1\n"),
            "2: sites.\"a.example\": must be a table, as [sites.\"news.example\"]; quote the host");
}

TEST_F(BadFile, ForgetsTheQuotesAroundAHost) {
  EXPECT_EQ(error_of("[sites.news.example]\naliases = []\n"),
            "1: sites.\"news\".example: no such setting; \"readcountd --help\" lists them all; put "
            "the whole host in quotes");
}

TEST_F(BadFile, HasAnUnknownKeyInASite) {
  EXPECT_EQ(error_of("[sites.'a.example']\nalias = ['b.example']\n"),
            "2: sites.\"a.example\".alias: no such setting; did you mean aliases?");
}

TEST_F(BadFile, HasABadValueInASite) {
  EXPECT_EQ(error_of("[sites.'a.example']\naliases = 'b.example'\n"),
            "2: sites.\"a.example\".aliases: must be an array of strings, as [\"…\"]");
  EXPECT_EQ(error_of("[sites.'a.example']\nkeep-query = [1]\n"),
            "2: sites.\"a.example\".keep-query: must be an array of strings, as [\"…\"]");
  EXPECT_EQ(error_of("[sites.'a.example']\nkeep-query = ['a=b']\n"),
            "2: sites.\"a.example\".keep-query: \"a=b\" is not the name of a query parameter: "
            "write it as in \"id\"");
  EXPECT_EQ(
      error_of("[sites.'a.example']\nnew-articles-per-hour = '5'\n"),
      "2: sites.\"a.example\".new-articles-per-hour: must be a whole number without quotes, as "
      "500");
  EXPECT_EQ(error_of("[sites.'a.example']\nnew-articles-per-hour = 0\n"),
            "2: sites.\"a.example\".new-articles-per-hour: \"0\" is not a whole number from 1 to "
            "1000000000");
  EXPECT_EQ(error_of("[sites.'a.example']\naliases = ['b example']\n"),
            "2: sites.\"a.example\".aliases: \"b example\" is not a host name: write it as in "
            "www.news.example, without port or path");
  EXPECT_EQ(error_of("[sites.'a/b']\n"),
            "1: sites.\"a/b\": \"a/b\" is not a host name: write it as in www.news.example, "
            "without port or path");
}

TEST_F(BadFile, GivesAHostToTwoSites) {
  EXPECT_EQ(error_of("site = 'a.example'\n[sites.'b.example']\naliases = ['a.example']\n"),
            "2: sites.\"b.example\": \"a.example\" belongs to the site \"a.example\" already: name "
            "each host once");
}

}  // namespace
}  // namespace readcount::settings
