#include "cli/sheet.hpp"

#include "cli/text.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace readcount::cli {
namespace {

Cell text(const std::string& words) { return {Cell::Kind::text, words}; }
Cell number(const std::string& digits) { return {Cell::Kind::number, digits}; }
const Cell kNone{};

const Sheet kCounts{{"article", "views", "reads"},
                    {{text("news.example/a"), number("1234567"), number("8")},
                     {text("news.example/longer"), kNone, number("90")}}};

TEST(Table, IsAlignedUnderItsHeader) {
  EXPECT_EQ(as_table(kCounts, kAnyWidth),
            "article                  views  reads\n"
            "news.example/a       1,234,567      8\n"
            "news.example/longer          -     90\n");
}

TEST(Table, CutsArticlesInTheMiddleToFit) {
  EXPECT_EQ(as_table(kCounts, 33),
            "article              views  reads\n"
            "news.example/a   1,234,567      8\n"
            "news.ex…/longer          -     90\n");
}

TEST(Table, FitsEveryWidthThatLeavesRoomForNumbers) {
  for (std::size_t width = 30; width < 60; ++width) {
    std::istringstream lines(as_table(kCounts, width));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(width_of(line), width);
  }
}

TEST(Table, CutsTheWidestOfItsLongColumnsFirst) {
  const Sheet sheet{{"article", "author", "views"},
                    {{text("Parliament passes the budget"), text("Ayşe Yılmaz Öz"), number("8")}},
                    2};
  EXPECT_EQ(as_table(sheet, 40),
            "article            author          views\n"
            "Parliame…e budget  Ayşe Yılmaz Öz      8\n");
  EXPECT_EQ(as_table(sheet, 1),
            "article       author        views\n"
            "Parlia…udget  Ayşe Y…az Öz      8\n");
}

TEST(Table, CutsWideCharactersWhole) {
  const Sheet sheet{{"article", "views"}, {{text("東京都知事選挙の結果"), number("8")}}};
  std::istringstream lines(as_table(sheet, 22));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(width_of(line), 22U) << line;
}

TEST(Table, RoundsToOneDecimal) {
  EXPECT_EQ(as_table({{"n"}, {{number("1234.56")}, {number("0.04")}, {number("7")}}}, kAnyWidth),
            "      n\n1,234.6\n    0.0\n      7\n");
}

TEST(Table, KeepsATerminalOfNoWidthReadable) {
  EXPECT_NE(as_table(kCounts, 1).find("news.e…onger"), std::string::npos);
}

TEST(Table, LeavesNoSpacesAtTheEndOfALine) {
  const Sheet listing{{"field", "value"}, {{text("a"), text("x")}, {text("b"), text("longer")}}};
  EXPECT_EQ(as_table(listing, kAnyWidth), "field  value\na      x\nb      longer\n");
}

TEST(Csv, QuotesWhatHasCommasOrQuotes) {
  const Sheet sheet{{"a", "b", "c"}, {{text("x,y"), text("say \"no\""), number("1234")}}};
  EXPECT_EQ(as_csv(sheet), "a,b,c\n\"x,y\",\"say \"\"no\"\"\",1234\n");
}

TEST(Csv, LeavesWhatIsMissingEmpty) {
  EXPECT_EQ(as_csv({{"a", "b"}, {{kNone, number("1")}}}), "a,b\n,1\n");
}

TEST(Plain, IsOneValueALine) {
  EXPECT_EQ(as_plain({{"views"}, {{number("1234567")}, {kNone}, {text("x")}}}), "1234567\n-\nx\n");
}

TEST(Sheet, NeverLetsTheServersWordsReachTheTerminal) {
  const Sheet sheet{{"a\x1b[2J"}, {{text("x\x1b]0;title\x07\n")}}};
  for (const auto& shown : {as_table(sheet, kAnyWidth), as_csv(sheet), as_plain(sheet)}) {
    EXPECT_EQ(shown.find('\x1b'), std::string::npos);
    EXPECT_EQ(shown.find('\x07'), std::string::npos);
  }
  EXPECT_EQ(as_plain(sheet), "x�]0;title��\n");
}

}  // namespace
}  // namespace readcount::cli
