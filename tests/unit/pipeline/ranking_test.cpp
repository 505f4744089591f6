#include "pipeline/ranking.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <random>

namespace readcount::pipeline {
namespace {

using testing::ElementsAre;
using Row = std::pair<std::string, double>;

std::shared_ptr<const ArticleList> list(const std::vector<store::Listed>& listed) {
  return std::make_shared<ArticleList>(listed);
}

std::vector<Row> rows(const std::vector<Ranked>& ranked) {
  std::vector<Row> all;
  all.reserve(ranked.size());
  for (const auto& one : ranked) all.emplace_back(one.path, one.value);
  return all;
}

std::vector<Row> rank(std::vector<WeightedList> lists, std::size_t most) {
  Ranking ranking(std::move(lists), most);
  for (std::size_t i = 0; i < ranking.lists(); ++i) ranking.propose(i);
  for (std::size_t i = 0; i < ranking.lists(); ++i) ranking.add_up(i);
  return rows(ranking.greatest());
}

TEST(Ranking, AddsUpWhatAnArticleHasInEveryList) {
  EXPECT_THAT(
      rank({{list({{"/a", 5}, {"/b", 4}, {"/c", 1}}), 1}, {list({{"/b", 3}, {"/d", 2}}), 1}}, 10),
      ElementsAre(Row("/b", 7), Row("/a", 5), Row("/d", 2), Row("/c", 1)));
}

TEST(Ranking, TakesTheFirstAndPutsEqualOnesInTheOrderOfTheirPaths) {
  EXPECT_THAT(rank({{list({{"/c", 2}, {"/a", 2}, {"/b", 2}, {"/d", 1}}), 1}}, 2),
              ElementsAre(Row("/a", 2), Row("/b", 2)));
}

TEST(Ranking, WeighsLists) {
  EXPECT_THAT(rank({{list({{"/old", 8}, {"/gone", 0}}), 0.25}, {list({{"/new", 3}}), 1}}, 10),
              ElementsAre(Row("/new", 3), Row("/old", 2)));
}

TEST(Ranking, FindsAnArticleThatIsInFrontOfNoListButOfTheirSum) {
  EXPECT_THAT(rank({{list({{"/a", 9}, {"/x", 6}}), 1}, {list({{"/b", 9}, {"/x", 6}}), 1}}, 1),
              ElementsAre(Row("/x", 12)));
}

/// Against the plain sum of all lists, for lists of every shape.
TEST(Ranking, LeavesNothingOut) {
  std::mt19937 dice(3);
  for (int round = 0; round < 300; ++round) {
    const auto of = [&](int least, int greatest) {
      return std::uniform_int_distribution<>(least, greatest)(dice);
    };
    std::map<std::string, double> sums;
    std::vector<WeightedList> lists;
    const int spread = of(1, 50);
    for (int i = of(1, 6); i > 0; --i) {
      const double factor = 1.0 / of(1, 3);
      std::map<std::string, double> made;
      for (int j = of(0, 40); j > 0; --j) made["/" + std::to_string(of(0, 60))] = of(0, spread);
      std::vector<store::Listed> listed;
      for (const auto& [path, value] : made) {
        sums[path] += value * factor;
        listed.push_back({path, value});
      }
      std::sort(listed.begin(), listed.end(),
                [](const auto& a, const auto& b) { return a.value > b.value; });
      lists.push_back({list(listed), factor});
    }
    std::vector<Ranked> expected;
    expected.reserve(sums.size());
    for (const auto& [path, value] : sums) expected.push_back({path, value});
    const auto most = static_cast<std::size_t>(of(1, 20));
    keep_greatest(expected, most);
    ASSERT_EQ(rank(lists, most), rows(expected));
  }
}

TEST(Ranking, KeepsShortPathsApart) {
  // Short enough for all of them to stand inside a string itself.
  const auto few = list({{"/a", 1}, {"/b", 2}});
  ASSERT_EQ(few->entries().size(), 2U);
  EXPECT_EQ(few->entries()[0].path, "/a");
  EXPECT_EQ(few->entries()[1].path, "/b");
}

TEST(KeepGreatest, LeavesOutWhatIsNothing) {
  std::vector<Ranked> ranked{{"/a", 0}, {"/b", 1}, {"/c", 3}};
  keep_greatest(ranked, 10);
  EXPECT_THAT(rows(ranked), ElementsAre(Row("/c", 3), Row("/b", 1)));
}

}  // namespace
}  // namespace readcount::pipeline
