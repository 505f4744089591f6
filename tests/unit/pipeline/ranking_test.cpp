#include "pipeline/ranking.hpp"

#include <gmock/gmock.h>

namespace readcount::pipeline {
namespace {

using testing::ElementsAre;
using Row = std::pair<std::string, double>;

std::shared_ptr<const ArticleList> list(const std::vector<store::Listed>& listed) {
  return std::make_shared<ArticleList>(listed);
}

std::vector<Row> rows(const std::vector<Ranked>& ranked) {
  std::vector<Row> all;
  for (const auto& one : ranked) all.emplace_back(one.path, one.value);
  return all;
}

TEST(Ranking, AddsUpWhatAnArticleHasInEveryList) {
  Ranking ranking;
  ranking.add(list({{"/a", 5}, {"/b", 4}, {"/c", 1}}));
  ranking.add(list({{"/b", 3}, {"/d", 2}}));
  EXPECT_THAT(rows(ranking.greatest(10)),
              ElementsAre(Row("/b", 7), Row("/a", 5), Row("/d", 2), Row("/c", 1)));
}

TEST(Ranking, TakesTheFirstAndPutsEqualOnesInTheOrderOfTheirPaths) {
  Ranking ranking;
  ranking.add(list({{"/c", 2}, {"/a", 2}, {"/d", 1}, {"/b", 2}}));
  EXPECT_THAT(rows(ranking.greatest(2)), ElementsAre(Row("/a", 2), Row("/b", 2)));
}

TEST(Ranking, WeighsLists) {
  Ranking ranking;
  ranking.add(list({{"/old", 8}, {"/gone", 0}}), 0.25);
  ranking.add(list({{"/new", 3}}), 1);
  EXPECT_THAT(rows(ranking.greatest(10)), ElementsAre(Row("/new", 3), Row("/old", 2)));
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
