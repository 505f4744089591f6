#include "store/reports.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace readcount::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const Keys kReportKeys("rc:");

tally::LiveCount count(std::string path, std::uint32_t live) {
  return {{"news.example", std::move(path)}, live};
}

Reply element(std::string_view text) { return {Reply::Kind::text, 0, std::string(text), {}}; }

std::vector<Report> decoded(std::vector<Reply> elements) {
  const auto reports = decode_reports({Reply::Kind::array, 0, {}, std::move(elements)});
  EXPECT_TRUE(reports);
  return reports ? *reports : std::vector<Report>();
}

TEST(Reports, ComeBackAsTheyWerePublished) {
  const Report report{"0011", 7, {count("", 3), count("/a?id=1", 2), count("/b", 1)}};
  const auto command = publish_report(kReportKeys, report);
  ASSERT_EQ(command.size(), 4U);
  EXPECT_EQ(command[0], "HSET");
  EXPECT_EQ(command[1], "rc:live");
  const auto reports = decoded({element(command[2]), element(command[3])});
  ASSERT_THAT(reports, SizeIs(1));
  EXPECT_EQ(reports[0].producer, "0011");
  EXPECT_EQ(reports[0].number, 7U);
  EXPECT_EQ(reports[0].counts, report.counts);
}

TEST(Reports, CountNothingForALineThatIsNone) {
  const auto reports =
      decoded({element("a"),
               element("4\n2 news.example /a\n-1 news.example /b\n3\n5 news.example nonsense\n\n"
                       "6  /c\n7 news.example /\xff\n99999999999 news.example /d\n1 news.example "),
               element("b"), element("nonsense"), element("c"), element("")});
  ASSERT_THAT(reports, SizeIs(3));
  EXPECT_THAT(reports[0].counts, ElementsAre(count("/a", 2), count("", 1)));
  EXPECT_THAT(reports[1].counts, IsEmpty());
  EXPECT_THAT(reports[2].counts, IsEmpty());
}

TEST(Reports, HoldAllSitesAndTheMostReadArticles) {
  tally::LiveCounts counts;
  for (std::uint32_t i = 0; i < 12'000; ++i) counts.push_back(count("/" + std::to_string(i), i));
  counts.push_back(count("", 1));
  const auto reported = most_read(counts);
  ASSERT_THAT(reported, SizeIs(kMostReported + 1));
  EXPECT_EQ(reported[0], count("", 1));
  EXPECT_EQ(reported[1], count("/11999", 11'999));
  EXPECT_EQ(reported.back(), count("/2000", 2000));
}

TEST(Reports, StayWithinTheirBytesAndDropTheLeastRead) {
  Report report{"0011", 1, {}};
  for (std::uint32_t i = 0; i < 10'000; ++i) {
    report.counts.push_back(count("/" + std::string(500, 'x') + std::to_string(i), 10'000 - i));
  }
  const auto command = publish_report(kReportKeys, report);
  EXPECT_LT(command[3].size(), kMostBytes + 1000);
  const auto reports = decoded({element("0011"), element(command[3])});
  ASSERT_FALSE(reports[0].counts.empty());
  EXPECT_EQ(reports[0].counts.front(), report.counts.front());
}

TEST(Reports, FailForAnAnswerThatIsNone) {
  EXPECT_FALSE(decode_reports({Reply::Kind::integer, 1, {}, {}}));
  EXPECT_FALSE(decode_reports({Reply::Kind::array, 0, {}, {element("a")}}));
  const auto refused = decode_reports({Reply::Kind::error, 0, "NOPERM no", {}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, FailureKind::refused);
}

}  // namespace
}  // namespace readcount::store
