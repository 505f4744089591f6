#include "tally/credit.hpp"

#include "fixtures.hpp"

#include <gtest/gtest.h>

namespace readcount::tally {
namespace {

using namespace std::chrono_literals;
using testing::kNoon;

TEST(Credit, BelievesWhatFitsIntoTheTimeThatPassed) {
  Credit credit(100);
  EXPECT_EQ(credit.allow(1, 15, kNoon), 15U);
  EXPECT_EQ(credit.allow(1, 15, kNoon + 15s), 15U);
  EXPECT_EQ(credit.allow(1, 15, kNoon + 30s), 15U);
}

TEST(Credit, BelievesAStrangerTwoMinutesAtMost) {
  Credit credit(100);
  EXPECT_EQ(credit.allow(1, 86'400, kNoon), 120U);
  EXPECT_EQ(credit.allow(1, 86'400, kNoon), 0U);
  EXPECT_EQ(credit.allow(2, 121, kNoon), 120U);
}

TEST(Credit, CountsEachMomentOnceForAllTheViewsOfAReader) {
  Credit credit(100);
  std::uint32_t counted = 0;
  for (int view = 0; view < 100'000; ++view) {
    counted += credit.allow(1, 86'400, kNoon + view * 10ms);  // 1000 s in all
  }
  EXPECT_GE(counted, 1000U);
  EXPECT_LE(counted, 1120U);
}

TEST(Credit, LetsTwoTabsShareWhatPassed) {
  Credit credit(100);
  EXPECT_EQ(credit.allow(1, 120, kNoon), 120U);
  EXPECT_EQ(credit.allow(1, 5, kNoon + 15s), 5U);
  EXPECT_EQ(credit.allow(1, 10, kNoon + 15s), 10U);
  EXPECT_EQ(credit.allow(1, 1, kNoon + 15s), 0U);
}

TEST(Credit, KeepsTheRestOfASecondForTheNextTime) {
  Credit credit(100);
  credit.allow(1, 120, kNoon);
  std::uint32_t counted = 0;
  for (int i = 1; i <= 10; ++i) counted += credit.allow(1, 5, kNoon + i * 700ms);
  EXPECT_EQ(counted, 7U);
}

TEST(Credit, RemembersAReaderWhereverAGenerationEnds) {
  for (const auto offset : {0s, 1s, 60s, 119s, 120s, 121s, 239s}) {
    Credit credit(100);
    credit.allow(2, 1, kNoon);  // begins a generation
    EXPECT_EQ(credit.allow(1, 120, kNoon + offset), 120U);
    credit.allow(3, 1, kNoon + offset + 59s);  // others come and generations end
    EXPECT_EQ(credit.allow(1, 120, kNoon + offset + 60s), 60U) << offset.count();
  }
}

TEST(Credit, IsBounded) {
  Credit credit(100);
  for (ping::ReaderKey reader = 0; reader < 100'000; ++reader) credit.allow(reader, 1, kNoon);
  EXPECT_LE(credit.size(), 200U);
  EXPECT_EQ(credit.closed_early(), 999U);
}

TEST(Credit, ForgetsThoseWithoutACredit) {
  Credit credit(1'000'000);
  for (int i = 0; i < 10'000; ++i) {
    credit.allow(static_cast<ping::ReaderKey>(i), 1, kNoon + i * 1s);
  }
  EXPECT_LE(credit.size(), 240U);
  EXPECT_EQ(credit.closed_early(), 0U);
}

TEST(Credit, LosesOneCreditWhenTheClockIsSetBack) {
  Credit credit(100);
  credit.allow(1, 120, kNoon);
  EXPECT_EQ(credit.allow(1, 15, kNoon - 3h), 0U);
  EXPECT_EQ(credit.allow(1, 15, kNoon - 3h + 15s), 15U);
}

TEST(Credit, GivesTwoMinutesAtMostWhenTheClockIsSetForward) {
  Credit credit(100);
  credit.allow(1, 120, kNoon);
  EXPECT_EQ(credit.allow(1, 86'400, kNoon + 24h), 120U);
}

TEST(Credit, IsNotForgottenForAPingThatAnotherOvertook) {
  Credit credit(100);
  credit.allow(1, 120, kNoon + 60s);
  credit.allow(2, 1, kNoon + 180s);        // a new generation
  credit.allow(3, 1, kNoon + 180s - 1ms);  // not another
  EXPECT_EQ(credit.allow(1, 120, kNoon + 60s), 0U);
}

}  // namespace
}  // namespace readcount::tally
