#include "tally/article_table.hpp"

#include "fixtures.hpp"

#include <gtest/gtest.h>

#include <string>

namespace readcount::tally {
namespace {

using testing::article;

TEST(ArticleTable, GivesTheSameEntryForTheSameArticle) {
  ArticleTable table(10);
  auto& entry = table.touch(article("/a"));
  EXPECT_EQ(&table.touch(article("/a")), &entry);
  EXPECT_EQ(table.find(article("/a")), &entry);
  EXPECT_EQ(table.find(article("/b")), nullptr);
  EXPECT_EQ(table.size(), 1U);
}

TEST(ArticleTable, ShowsTheStoresTotalPlusItsOwnPart) {
  ArticleTable table(10);
  auto& entry = table.touch(article("/a"));
  entry.know(Totals{10, 8, 5}, {});
  entry.unapplied = {2, 1, 1};
  EXPECT_EQ(entry.shown(), (Totals{12, 9, 6}));
}

TEST(ArticleTable, ShowsNoMoreReadersThanViews) {
  ArticleTable table(10);
  auto& entry = table.touch(article("/a"));
  entry.know(Totals{300, 200, 203}, {});
  EXPECT_EQ(entry.shown(), (Totals{300, 200, 200}));
  entry.unapplied = {1, 1, 0};
  EXPECT_EQ(entry.shown().readers, 201U);
  EXPECT_EQ(entry.known.readers, 203U) << "what the store said stays";
}

TEST(ArticleTable, MakesRoomByTheEntryThatWasNotUsedForLongest) {
  ArticleTable table(3);
  for (const char* path : {"/a", "/b", "/c"}) table.touch(article(path));
  table.touch(article("/a"));
  table.touch(article("/d"));
  EXPECT_NE(table.find(article("/a")), nullptr);
  EXPECT_EQ(table.find(article("/b")), nullptr);
  EXPECT_EQ(table.size(), 3U);
  EXPECT_EQ(table.evictions(), 1U);
}

TEST(ArticleTable, KeepsWhatIsNotAppliedOrBeingAskedFor) {
  ArticleTable table(2);
  table.touch(article("/unapplied")).unapplied.views = 1;
  table.touch(article("/asked")).asked = true;
  for (int i = 0; i < 100; ++i) table.touch(article("/" + std::to_string(i)));
  EXPECT_NE(table.find(article("/unapplied")), nullptr);
  EXPECT_NE(table.find(article("/asked")), nullptr);
  EXPECT_LE(table.size(), 4U);
}

}  // namespace
}  // namespace readcount::tally
