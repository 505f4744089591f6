#include "dump/part.hpp"

#include <gtest/gtest.h>

namespace readcount::dump {
namespace {

const ping::Article kArticle{"news.example", "/a"};
const ping::Article kSite{"news.example", {}};

std::string written(const Line& line) {
  std::string text;
  std::uint64_t count = 0;
  write(line, text, count);
  return text;
}

Line line_of(Kind kind, ping::Article subject, std::string slot = {}, char metric = 0) {
  return {kind, std::move(subject), metric, std::move(slot), {}};
}

TEST(DumpLine, SaysWhatItIsOf) {
  auto line = line_of(Kind::list, {"news.example", "s:A \"b\""}, "202611", 'v');
  line.values = {{"/a", "3"}, {"/b", "1"}};
  EXPECT_EQ(written(line),
            "{\"site\":\"news.example\",\"subject\":\"s:A \\\"b\\\"\",\"kind\":\"list\","
            "\"metric\":\"v\",\"slot\":\"202611\",\"values\":{\"/a\":3,\"/b\":1}}\n");
}

TEST(DumpLine, IsNotWrittenWithoutValues) {
  EXPECT_EQ(written(line_of(Kind::totals, kArticle)), "");
}

TEST(DumpLine, IsCutWhereItGetsLongAndLosesNothing) {
  auto line = line_of(Kind::list, kSite, "202611", 'v');
  for (int i = 0; i < 5000; ++i) line.values.emplace_back("/article-" + std::to_string(i), "7");
  std::string text = "{\"readcount\":\"export\",\"format\":1,\"id\":\"" + std::string(32, 'a') +
                     "\",\"site\":\"\",\"time\":\"\"}\n";
  std::uint64_t count = 1;
  write(line, text, count);
  const auto part = read_part(text, 1, {});
  ASSERT_TRUE(part) << part.error().detail;
  EXPECT_GT(part->lines.size(), 3U);
  EXPECT_EQ(part->last, count);
  Values all;
  for (const auto& each : part->lines) {
    all.insert(all.end(), each.line.values.begin(), each.line.values.end());
  }
  EXPECT_EQ(all, line.values);
}

TEST(DumpLine, KnowsItsNames) {
  const auto totals = line_of(Kind::totals, kArticle);
  for (const auto* name : {"v", "r202611", "e20261124", "s75", "b0", "b63"}) {
    EXPECT_TRUE(is_possible(totals, name, "1")) << name;
  }
  for (const auto* name :
       {"", "x", "v2026", "v20261301", "v20251124", "b64", "b07", "s30", "title", "v2026112407"}) {
    EXPECT_FALSE(is_possible(totals, name, "1")) << name;
  }
  const auto hours = line_of(Kind::hours, kArticle, "20261124");
  EXPECT_TRUE(is_possible(hours, "v23", "1"));
  EXPECT_FALSE(is_possible(hours, "v24", "1"));
  EXPECT_TRUE(is_possible(line_of(Kind::sources, kSite, "20261124"), "r:a.example", "1"));
  EXPECT_FALSE(is_possible(line_of(Kind::sources, kSite, "20261124"), "x:a.example", "1"));
  EXPECT_TRUE(is_possible(line_of(Kind::sources, kSite, "20261124"), "k:bot", "1"));
  EXPECT_FALSE(is_possible(line_of(Kind::sources, kArticle, "20261124"), "k:bot", "1"));
}

TEST(DumpLine, TakesNoAmountThatWouldBreakACounter) {
  const auto totals = line_of(Kind::totals, kArticle);
  EXPECT_TRUE(is_possible(totals, "v", "9007199254740991"));
  for (const auto* amount : {"9007199254740992", "-1", "1.5", "1e3", "", "x"}) {
    EXPECT_FALSE(is_possible(totals, "v", amount)) << amount;
  }
  EXPECT_TRUE(is_possible(totals, "b3", "-1"));
  const auto trend = line_of(Kind::trend, kSite, "20261124");
  EXPECT_TRUE(is_possible(trend, "/a", "716.42726280408351"));
  for (const auto* amount : {"inf", "nan", "-1", "1e301"}) {
    EXPECT_FALSE(is_possible(trend, "/a", amount)) << amount;
  }
}

TEST(DumpLine, IsOfASubjectThatHasSuchLines) {
  EXPECT_TRUE(is_possible(line_of(Kind::list, kSite, "2026112407", 'd')));
  EXPECT_FALSE(is_possible(line_of(Kind::list, kArticle, "202611", 'd')));
  EXPECT_FALSE(is_possible(line_of(Kind::list, kSite, "202611", 'r')));
  EXPECT_FALSE(is_possible(line_of(Kind::sources, {"news.example", "s:A"}, "20261124")));
  EXPECT_FALSE(is_possible(line_of(Kind::about, kSite)));
  EXPECT_FALSE(is_possible(line_of(Kind::hours, kArticle, "202611")));
  EXPECT_FALSE(is_possible(line_of(Kind::totals, {"news.example", "a b"})));
  EXPECT_FALSE(is_possible(line_of(Kind::totals, {"", "/a"})));
  EXPECT_FALSE(is_possible(line_of(Kind::totals, {"news.example", "/" + std::string(512, 'a')})));
}

TEST(DumpLine, SlotsBeginWhereTheySay) {
  EXPECT_EQ(begin_of("202611"), Hour(std::chrono::sys_days(std::chrono::year{2026} / 11 / 1)));
  EXPECT_EQ(begin_of("2026112407"),
            std::chrono::sys_days(std::chrono::year{2026} / 11 / 24) + std::chrono::hours(7));
  for (const auto* slot : {"", "2026", "20260230", "2026112424", "202611240", "20251231"}) {
    EXPECT_FALSE(begin_of(slot)) << slot;
  }
}

}  // namespace
}  // namespace readcount::dump
