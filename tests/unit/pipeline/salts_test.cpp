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
  ASSERT_EQ(salts.unconfirmed(), std::vector<Day>{kDay});
  const store::Salt shared{1, 2, 3};
  salts.confirm(kDay, shared);
  EXPECT_EQ(salts.of(kDay), shared);
  EXPECT_TRUE(salts.unconfirmed().empty());
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

}  // namespace
}  // namespace readcount::pipeline
