#include "pipeline/remembered.hpp"

#include <gtest/gtest.h>

namespace readcount::pipeline {
namespace {

using namespace std::chrono_literals;

constexpr Time kNoon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 12h};

TEST(Remembered, ReachesBackToTheBeginningOfTheHourAndAtLeastOverTheRepeatWindow) {
  EXPECT_EQ(remembered_since(kNoon + 59min, 30min), kNoon);
  EXPECT_EQ(remembered_since(kNoon + 59min, 2h), kNoon - 61min);
  EXPECT_EQ(remembered_since(kNoon + 1min, 1min), kNoon - 29min);
}

}  // namespace
}  // namespace readcount::pipeline
