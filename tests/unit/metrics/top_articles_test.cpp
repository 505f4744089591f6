#include "metrics/top_articles.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace readcount::metrics {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

const auto kBegin = std::chrono::steady_clock::now();

std::vector<std::string> paths(const TopArticles& top) {
  std::vector<std::string> found;
  for (const auto& row : top.rows()) found.push_back(row.path);
  return found;
}

void view(TopArticles& top, const std::string& path, int times, std::chrono::minutes at) {
  for (int i = 0; i < times; ++i) top.view(path, kBegin + at);
}

TEST(TopArticles, TellsTheMostViewedFirst) {
  TopArticles top(2);
  view(top, "/a", 1, 0min);
  view(top, "/b", 3, 0min);
  view(top, "/c", 2, 0min);
  EXPECT_THAT(paths(top), ElementsAre("/b", "/c"));
  EXPECT_EQ(top.rows()[0].views, 3U);
}

TEST(TopArticles, TellsOfMoreAndOfFewerOnceItIsTo) {
  TopArticles top(1);
  for (int i = 0; i < 5; ++i) view(top, "/" + std::to_string(i), 100 - i, 0min);
  top.tell_of(3);
  view(top, "/a", 1000, 0min);
  view(top, "/b", 900, 0min);
  EXPECT_THAT(paths(top), ElementsAre("/a", "/b", "/0"));
  top.tell_of(0);
  view(top, "/a", 1, 0min);
  EXPECT_THAT(paths(top), IsEmpty());
  top.tell_of(1);
  EXPECT_THAT(paths(top), IsEmpty()) << "nothing was watched meanwhile";
}

TEST(TopArticles, LetsARisingArticleOvertakeAnOldOne) {
  TopArticles top(1);
  view(top, "/old", 1000, 0min);
  view(top, "/new", 200, 120min);  // two half-lives later the old ones weigh 250
  EXPECT_THAT(paths(top), ElementsAre("/old"));
  view(top, "/new", 60, 120min);
  EXPECT_THAT(paths(top), ElementsAre("/new"));
}

TEST(TopArticles, StillOrdersByAgeAfterYears) {
  TopArticles top(2);
  constexpr auto kYears = std::chrono::minutes(24h * 365 * 5);
  view(top, "/old", 100, 0min);
  view(top, "/more", 1000, kYears);
  view(top, "/less", 999, kYears);
  EXPECT_THAT(paths(top), ElementsAre("/more", "/less"));
}

// What an attacker can do: ask for ever new paths.
TEST(TopArticles, KeepsWhatIsReadAmongManyThatAreAskedForOnce) {
  TopArticles top(5);
  int views = 0;
  for (int i = 0; i < 50'000; ++i) {
    top.view("/made/up/" + std::to_string(i), kBegin);
    if (i % 10 == 0) view(top, "/read", 1, 0min), ++views;
  }
  const auto rows = top.rows();
  ASSERT_EQ(rows.size(), 5U);
  EXPECT_EQ(rows[0].path, "/read");
  EXPECT_EQ(rows[0].views, static_cast<std::uint64_t>(views));
}

TEST(TopArticles, FindsTheMostReadOfManyAndNeverCountsMoreThanThereWere) {
  constexpr std::size_t kArticles = 5000;
  std::vector<double> weights;
  for (std::size_t i = 1; i <= kArticles; ++i) weights.push_back(1.0 / static_cast<double>(i));
  std::discrete_distribution<std::size_t> zipf(weights.begin(), weights.end());
  std::mt19937 random(7);
  TopArticles top(50);
  std::vector<std::uint64_t> real(kArticles);
  for (int i = 0; i < 100'000; ++i) {
    const auto article = zipf(random);
    ++real[article];
    top.view(std::to_string(article), kBegin + std::chrono::milliseconds(i));
  }
  const auto rows = top.rows();
  ASSERT_EQ(rows.size(), 50U);
  for (std::size_t i = 0; i < 10; ++i) {
    const auto article = std::stoul(rows[i].path);
    EXPECT_LT(article, 13U) << "in place " << i;
    EXPECT_GE(rows[i].views, real[article] * 99 / 100);
  }
  for (const auto& row : rows) EXPECT_LE(row.views, real[std::stoul(row.path)]);
}

TEST(TopArticles, BeginsAnewWithWhatItForgot) {
  TopArticles top(2);
  view(top, "/a", 3, 0min);
  view(top, "/b", 2, 0min);
  top.forget("/a");
  top.forget("/never-seen");
  EXPECT_THAT(paths(top), ElementsAre("/b"));
  view(top, "/a", 1, 0min);
  EXPECT_THAT(paths(top), ElementsAre("/b", "/a"));
  EXPECT_EQ(top.rows()[1].views, 1U);
}

TEST(TopArticles, WatchesNoneWhenNoneIsToBeTold) {
  TopArticles top(0);
  view(top, "/a", 3, 0min);
  EXPECT_THAT(paths(top), IsEmpty());
}

}  // namespace
}  // namespace readcount::metrics
