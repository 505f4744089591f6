#include "pipeline/salts.hpp"

#include <gtest/gtest.h>

namespace readcount::pipeline {
namespace {

constexpr Day kDay{std::chrono::year{2026} / 11 / 23};
constexpr std::chrono::days kOne{1};

TEST(Salts, StayTheSameForADayAndDifferBetweenDays) {
  Salts salts;
  const auto today = salts.of(kDay);
  EXPECT_EQ(salts.of(kDay), today);
  EXPECT_NE(salts.of(kDay + kOne), today);
  EXPECT_NE(today, store::Salt{});
}

TEST(Salts, TakeTheStoresForTheirOwn) {
  Salts salts;
  salts.of(kDay);
  ASSERT_EQ(salts.unconfirmed(kDay), std::vector<Day>{kDay});
  const store::Salt shared{1, 2, 3};
  salts.confirm(kDay, shared);
  EXPECT_EQ(salts.of(kDay), shared);
  EXPECT_TRUE(salts.unconfirmed(kDay).empty());
}

TEST(Salts, AreDestroyedAfterTwoDays) {
  Salts salts;
  const Salts::Clock::time_point begin{};
  const auto old = salts.of(kDay, begin);
  salts.of(kDay + 2 * kOne, begin + 2 * kOne);
  EXPECT_EQ(salts.of(kDay, begin + 2 * kOne), old) << "the day before yesterday's is still there";
  salts.of(kDay + 3 * kOne, begin + 3 * kOne);
  EXPECT_NE(salts.of(kDay, begin + 3 * kOne), old);
}

TEST(Salts, OutliveAClockThatJumpsAndComesBack) {
  Salts salts;
  const Salts::Clock::time_point begin{};
  const auto today = salts.of(kDay, begin);
  salts.use(kDay, begin + 3 * kOne);
  salts.of(kDay + 400 * kOne, begin + 4 * kOne);
  EXPECT_EQ(salts.of(kDay, begin + 4 * kOne), today);
}

TEST(Salts, AreNotAskedForOnceTheStoreHasDestroyedThem) {
  Salts salts;
  salts.of(kDay);
  salts.doubt();
  EXPECT_EQ(salts.unconfirmed(kDay + kOne), std::vector<Day>{kDay});
  EXPECT_TRUE(salts.unconfirmed(kDay + 2 * kOne).empty());
  salts.of(kDay - 2 * kOne, kDay);
  salts.of(kDay - kOne, kDay);
  const std::vector<Day> shared{kDay - kOne, kDay};
  EXPECT_EQ(salts.unconfirmed(kDay), shared) << "of a day told too late the store knows nothing";
}

TEST(Salts, OfThreeDaysThatAreToldTooLateAreRemembered) {
  Salts salts;
  const auto today = kDay + 30 * kOne;
  const auto first = salts.of(kDay, today);
  const auto second = salts.of(kDay + kOne, today);
  salts.of(kDay + 2 * kOne, today);
  EXPECT_EQ(salts.of(kDay, today), first) << "now the one used last";
  salts.of(kDay + 3 * kOne, today);
  EXPECT_EQ(salts.of(kDay, today), first);
  EXPECT_NE(salts.of(kDay + kOne, today), second) << "it had to make room";
}

TEST(Salts, StayTheSameWhenTheirDayBecomesAPastOne) {
  Salts salts;
  const auto shared = salts.of(kDay, kDay + kOne);
  EXPECT_EQ(salts.of(kDay, kDay + 2 * kOne), shared);
}

}  // namespace
}  // namespace readcount::pipeline
