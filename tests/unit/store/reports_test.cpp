#include "store/reports.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace readcount::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Keys kReportKeys("rc:");

tally::LiveCount count(std::string path, std::uint32_t live) {
  return {{"news.example", std::move(path)}, live};
}

Reply answer_with(std::string_view text) { return {Reply::Kind::text, 0, std::string(text), {}}; }

std::string report_of(const std::vector<Arguments>& commands) {
  return std::string(commands.front()[2]);
}

tally::LiveCounts decoded(std::string_view report) {
  const auto counts = decode_report(answer_with(report));
  EXPECT_TRUE(counts && *counts);
  return counts && *counts ? **counts : tally::LiveCounts();
}

TEST(Reports, ComeBackAsTheyWerePublished) {
  const Report report{"0011", {count("", 3), count("/a?id=1", 2), count("/b", 1)}};
  const auto commands = publish_report(kReportKeys, report);
  EXPECT_EQ(commands.front()[1], "rc:live:0011");
  EXPECT_EQ(decoded(report_of(commands)), report.counts);
}

TEST(Reports, VanishByThemselves) {
  const auto commands = publish_report(kReportKeys, {"0011", {count("", 3)}});
  EXPECT_EQ(commands.front()[0], "SET");
  EXPECT_EQ(commands.front()[3], "EX");
  EXPECT_EQ(commands.front()[4], "9");
}

TEST(Reports, CountNothingForALineThatIsNone) {
  EXPECT_THAT(decoded("4\n2 news.example /a\n-1 news.example /b\n3\n5 news.example nonsense\n\n"
                      "6  /c\n7 news.example /\xff\n99999999999 news.example /d\n"
                      "1 news.example "),
              ElementsAre(count("/a", 2), count("", 1)));
  EXPECT_THAT(decoded("nonsense"), IsEmpty());
  EXPECT_THAT(decoded(""), IsEmpty());
}

TEST(Reports, StayWithinTheirBytesAndDropTheLastLines) {
  Report report{"0011", {}};
  for (std::uint32_t i = 0; i < 10'000; ++i) {
    report.counts.push_back(count("/" + std::string(500, 'x') + std::to_string(i), 10'000 - i));
  }
  const auto published = report_of(publish_report(kReportKeys, report));
  EXPECT_LE(published.size(), kMostReportBytes);
  const auto counts = decoded(published);
  EXPECT_GT(counts.size(), 1000U);
  for (std::size_t i = 0; i < counts.size(); ++i) ASSERT_EQ(counts[i], report.counts[i]);
}

TEST(Reports, AreNoneWhereThereIsNone) {
  const auto counts = decode_report({Reply::Kind::nil, 0, {}, {}});
  ASSERT_TRUE(counts);
  EXPECT_FALSE(*counts);
}

TEST(Reports, FailForAnAnswerThatIsNone) {
  EXPECT_FALSE(decode_report({Reply::Kind::integer, 1, {}, {}}));
  EXPECT_FALSE(decode_reporters({Reply::Kind::integer, 1, {}, {}}));
  EXPECT_FALSE(decode_reporters({Reply::Kind::array, 0, {}, {answer_with("a")}}));
  const auto refused = decode_reporters({Reply::Kind::error, 0, "NOPERM no", {}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, FailureKind::refused);
}

TEST(Reporters, AreTheNamesInTheHash) {
  const auto producers =
      decode_reporters({Reply::Kind::array,
                        0,
                        {},
                        {answer_with("a"), answer_with("1"), answer_with("b"), answer_with("1")}});
  ASSERT_TRUE(producers);
  EXPECT_THAT(*producers, ElementsAre("a", "b"));
}

}  // namespace
}  // namespace readcount::store
