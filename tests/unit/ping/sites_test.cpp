#include "ping/sites.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace readcount::ping {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Sites two_sites() {
  return Sites({{"news.example", {"haber.example", "M.News.Example"}, {"id", "page"}},
                {"www.xn--trkiye-3ya.example", {}, {}}});
}

Sites trial_sites() { return Sites(std::vector<SiteRule>{}); }

/// The name of the site of `host`, "" for none.
std::string site_of(const Sites& sites, std::string_view host) {
  const auto site = sites.find(host);
  return site ? site->name : "";
}

std::string refusal_of(std::vector<SiteRule> rules) {
  try {
    const Sites sites(std::move(rules));
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "taken";
}

TEST(Sites, FoldWwwAliasesCaseAndTheTrailingDotIntoOneName) {
  const auto sites = two_sites();
  for (const auto* host :
       {"news.example", "www.news.example", "NEWS.Example", "news.example.", "WWW.news.example.",
        "haber.example", "www.haber.example", "m.news.example"}) {
    EXPECT_EQ(site_of(sites, host), "news.example") << host;
  }
}

TEST(Sites, HaveANameWithoutWwwEvenWhereConfiguredWithIt) {
  EXPECT_EQ(site_of(two_sites(), "xn--trkiye-3ya.example"), "xn--trkiye-3ya.example");
}

TEST(Sites, AreNothingElse) {
  const auto sites = two_sites();
  for (const auto* host : {"", ".", "example", "evil.example", "news.example.evil", "xnews.example",
                           "sport.news.example", "news.example..", "localhost", "127.0.0.1"}) {
    EXPECT_EQ(site_of(sites, host), "") << host;
  }
  EXPECT_EQ(site_of(sites, std::string(100000, 'a')), "");
}

TEST(Sites, SayWhichQueryParametersTellArticlesApart) {
  const auto sites = two_sites();
  EXPECT_THAT(sites.find("haber.example")->keep_query, ElementsAre("id", "page"));
  EXPECT_TRUE(sites.find("xn--trkiye-3ya.example")->keep_query.empty());
}

TEST(Sites, KeepWwwWhereNoDottedNameFollows) {
  const Sites sites(std::vector{SiteRule{"www.com", {}, {}}});
  EXPECT_EQ(site_of(sites, "www.com"), "www.com");
  EXPECT_EQ(site_of(sites, "www.www.com"), "www.com");
}

TEST(Sites, OfAnIntranetMayHaveABareName) {
  EXPECT_EQ(site_of(Sites(std::vector{SiteRule{"portal", {}, {}}}), "Portal"), "portal");
}

TEST(Sites, OnTrialAreTheNamesOfThisMachine) {
  const auto trial = trial_sites();
  EXPECT_EQ(site_of(trial, "localhost"), "localhost");
  EXPECT_EQ(site_of(trial, "LocalHost."), "localhost");
  EXPECT_EQ(site_of(trial, "news.localhost"), "news.localhost");
  EXPECT_EQ(site_of(trial, "www.news.localhost"), "news.localhost");
  EXPECT_EQ(site_of(trial, "127.0.0.1"), "127.0.0.1");
  EXPECT_EQ(site_of(trial, "[::1]"), "[::1]");
}

TEST(Sites, OnTrialAreNoOtherHosts) {
  const auto trial = trial_sites();
  for (const auto* host : {"news.example", "127.0.0.2", "[::2]", "::1", "localhost.example",
                           "mylocalhost", ".localhost", "a..localhost", "a%62.localhost", ""}) {
    EXPECT_EQ(site_of(trial, host), "") << host;
  }
}

TEST(Sites, RefuseAHostThatIsNone) {
  for (const auto* host : {"", "news.example:8080", "https://news.example", "news.example/a",
                           "türkiye.example", "a b", "*.example", "[::1", "a..b"}) {
    EXPECT_THAT(refusal_of({{host, {}, {}}}), HasSubstr("is not a site's host")) << host;
    EXPECT_THAT(refusal_of({{"ok.example", {host}, {}}}), HasSubstr("is not a site's host"));
  }
}

TEST(Sites, RefuseAHostOfTwoSites) {
  const auto refusal =
      refusal_of({{"news.example", {}, {}}, {"sport.example", {"WWW.news.example"}, {}}});
  EXPECT_THAT(refusal, HasSubstr("news.example and sport.example"));
}

TEST(Sites, TakeAnAliasThatIsTheHostItself) {
  EXPECT_EQ(refusal_of({{"news.example", {"www.news.example", "news.example"}, {}}}), "taken");
}

TEST(Loopback, IsThisMachineInAnyCase) {
  for (const auto* host : {"localhost", "LOCALHOST.", "a.localhost", "127.0.0.1", "[::1]"}) {
    EXPECT_TRUE(is_loopback(host)) << host;
  }
  for (const auto* host :
       {"", "news.example", "notlocalhost", "127.0.0.1.example", "localhost.example"}) {
    EXPECT_FALSE(is_loopback(host)) << host;
  }
}

}  // namespace
}  // namespace readcount::ping
