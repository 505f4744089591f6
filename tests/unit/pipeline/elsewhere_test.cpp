#include "pipeline/elsewhere.hpp"

#include "pipeline/live_site.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace readcount::pipeline {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

const Elsewhere::Clock::time_point kStart{1000s};

tally::LiveCount count(std::string path, std::uint32_t live, std::string site = "news.example") {
  return {{std::move(site), std::move(path)}, live};
}

store::Report report(std::string producer, std::uint64_t number, tally::LiveCounts counts) {
  return {std::move(producer), number, std::move(counts)};
}

TEST(Elsewhere, AddsUpWhatDaemonsReport) {
  Elsewhere elsewhere;
  elsewhere.hear({report("a", 1, {count("", 3), count("/x", 3)}),
                  report("b", 9, {count("", 2), count("/x", 1), count("/y", 1)})},
                 kStart);
  EXPECT_EQ(elsewhere.of({"news.example", ""}), 5U);
  EXPECT_EQ(elsewhere.of({"news.example", "/x"}), 4U);
  EXPECT_EQ(elsewhere.of({"news.example", "/y"}), 1U);
  EXPECT_EQ(elsewhere.of({"news.example", "/z"}), 0U);
}

TEST(Elsewhere, TakesTheNewestReportOfEach) {
  Elsewhere elsewhere;
  elsewhere.hear({report("a", 1, {count("/x", 3)})}, kStart);
  elsewhere.hear({report("a", 2, {count("/y", 1)})}, kStart + 4s);
  EXPECT_EQ(elsewhere.of({"news.example", "/x"}), 0U);
  EXPECT_EQ(elsewhere.of({"news.example", "/y"}), 1U);
  elsewhere.hear({}, kStart + 8s);  // withdrawn
  EXPECT_EQ(elsewhere.of({"news.example", "/y"}), 0U);
}

TEST(Elsewhere, DropsADaemonThatSaysNothingNew) {
  Elsewhere elsewhere;
  const auto dead = report("a", 5, {count("/x", 3)});
  elsewhere.hear({dead}, kStart);
  elsewhere.hear({dead, report("b", 1, {count("/x", 1)})}, kStart + 8s);
  EXPECT_EQ(elsewhere.of({"news.example", "/x"}), 4U);
  elsewhere.expire(kStart + 9s - 1ms);
  EXPECT_EQ(elsewhere.of({"news.example", "/x"}), 4U);
  elsewhere.expire(kStart + 9s);
  EXPECT_EQ(elsewhere.of({"news.example", "/x"}), 1U);
  elsewhere.hear({dead, report("b", 2, {count("/x", 1)})}, kStart + 12s);
  EXPECT_EQ(elsewhere.of({"news.example", "/x"}), 1U) << "it is not new for being read again";
}

TEST(Elsewhere, TakesADaemonBackThatGoesOn) {
  Elsewhere elsewhere;
  elsewhere.hear({report("a", 5, {count("/x", 3)})}, kStart);
  elsewhere.hear({report("a", 5, {count("/x", 3)})}, kStart + 30s);
  EXPECT_EQ(elsewhere.of({"news.example", "/x"}), 0U);
  elsewhere.hear({report("a", 6, {count("/x", 2)})}, kStart + 34s);
  EXPECT_EQ(elsewhere.of({"news.example", "/x"}), 2U);
}

TEST(Elsewhere, NamesTheDeadWhoseReportsMayGo) {
  Elsewhere elsewhere;
  const auto dead = report("a", 5, {});
  EXPECT_THAT(elsewhere.hear({dead}, kStart), IsEmpty());
  EXPECT_THAT(elsewhere.hear({dead, report("b", 1, {})}, kStart + 59s), IsEmpty());
  EXPECT_THAT(elsewhere.hear({dead, report("b", 2, {})}, kStart + 60s), ElementsAre("a"));
}

TEST(Elsewhere, KnowsNothingAnyMoreWhenTheStoreIsAway) {
  Elsewhere elsewhere;
  elsewhere.hear({report("a", 5, {count("", 3)})}, kStart);
  elsewhere.expire(kStart + 9s);
  EXPECT_EQ(elsewhere.of({"news.example", ""}), 0U);
}

std::vector<std::string> paths(const LiveSite& site) {
  std::vector<std::string> paths;
  for (const auto& row : site.rows) paths.push_back(row.article.path);
  return paths;
}

TEST(LiveSite, AddsUpHereAndElsewhereTheMostReadFirst) {
  Elsewhere elsewhere;
  elsewhere.hear({report("a", 1, {count("", 4), count("/both", 2), count("/there", 2)})}, kStart);
  const auto site =
      add_up("news.example",
             {count("", 4), count("/both", 1), count("/b", 1), count("/a", 1), count("/gone", 0),
              count("", 9, "other.example"), count("/foreign", 9, "other.example")},
             elsewhere);
  EXPECT_EQ(site.live, 8U);
  EXPECT_THAT(paths(site), ElementsAre("/both", "/there", "/a", "/b"));
  EXPECT_EQ(site.rows[0].live, 3U);
  EXPECT_EQ(site.rows[0].article.site, "news.example");
}

TEST(LiveSite, HoldsTheMostReadOfMany) {
  tally::LiveCounts own;
  for (std::uint32_t i = 1; i <= 5000; ++i) own.push_back(count("/" + std::to_string(i), i));
  const auto site = add_up("news.example", own, {});
  ASSERT_EQ(site.rows.size(), LiveSite::kMost);
  EXPECT_EQ(site.rows.front().article.path, "/5000");
  EXPECT_EQ(site.rows.back().article.path, "/4001");
}

}  // namespace
}  // namespace readcount::pipeline
