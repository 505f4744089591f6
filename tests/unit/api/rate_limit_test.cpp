#include "api/rate_limit.hpp"

#include <gtest/gtest.h>

#include <string>

namespace readcount::api {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::make_address;

constexpr RateLimit::Clock::time_point kStart{100h};

class RateLimitTest : public testing::Test {
 protected:
  /// How many of so many pings are let through.
  int passes(const std::string& address, int pings, std::chrono::seconds at,
             std::uint64_t a_minute = 60) {
    int passed = 0;
    for (int i = 0; i < pings; ++i) {
      passed += limit_.refuse(make_address(address), a_minute, kStart + at) ? 0 : 1;
    }
    return passed;
  }

  int times_full() const {
    const auto text = metrics_.text();
    const std::string name = "\nreadcount_rate_limit_full_total ";
    return std::stoi(text.substr(text.find(name) + name.size()));
  }

  mutable metrics::Metrics metrics_;
  RateLimit limit_{metrics_.rate_limit_full, 100};
};

TEST_F(RateLimitTest, LetsAMinutesPingsThroughAtOnceAndThenAsManyAsPass) {
  EXPECT_EQ(passes("192.0.2.1", 100, 0s), 60);
  EXPECT_EQ(passes("192.0.2.1", 100, 10s), 10);
  EXPECT_EQ(passes("192.0.2.1", 100, 70s), 60) << "never more than a minute's";
  EXPECT_EQ(passes("192.0.2.1", 1000, 1000s), 60);
}

TEST_F(RateLimitTest, HoldsOverTheTurnOfItsGenerations) {
  int passed = 0;
  for (auto at = 0s; at < 600s; ++at) passed += passes("192.0.2.1", 3, at);
  EXPECT_LE(passed, 60 + 600);
  EXPECT_GE(passed, 600);
}

TEST_F(RateLimitTest, SaysWhenThereIsRoomAgain) {
  passes("192.0.2.1", 2, 0s, 2);
  EXPECT_EQ(limit_.refuse(make_address("192.0.2.1"), 2, kStart), 30s);
  EXPECT_EQ(limit_.refuse(make_address("192.0.2.1"), 2, kStart + 29500ms), 1s);
  EXPECT_EQ(limit_.refuse(make_address("192.0.2.1"), 2, kStart + 30s), std::nullopt);
}

TEST_F(RateLimitTest, TellsAddressesApartAndIpv6ByTheirNetwork) {
  passes("192.0.2.1", 60, 0s);
  EXPECT_EQ(passes("192.0.2.2", 1, 0s), 1);
  EXPECT_EQ(passes("::ffff:192.0.2.1", 1, 0s), 0) << "the same one";
  passes("2001:db8:1:2::1", 60, 0s);
  EXPECT_EQ(passes("2001:db8:1:2:ffff::9", 1, 0s), 0) << "in one /64";
  EXPECT_EQ(passes("2001:db8:1:3::1", 1, 0s), 1);
}

TEST_F(RateLimitTest, HasNoLimitUnlessOneIsGiven) {
  EXPECT_EQ(passes("192.0.2.1", 10'000, 0s, 0), 10'000);
}

TEST_F(RateLimitTest, GoesOnFromWhatWasSpentWhenTheLimitChanges) {
  passes("192.0.2.1", 30, 0s);
  EXPECT_EQ(passes("192.0.2.1", 1000, 0s, 600), 300) << "half a minute is left";
  EXPECT_EQ(passes("192.0.2.1", 1, 0s), 0);
}

TEST_F(RateLimitTest, ForgetsEarlyWhenItsTableIsFullAndSaysSo) {
  passes("192.0.2.1", 60, 0s);
  for (int i = 0; i < 90; ++i) passes("198.51.100." + std::to_string(i), 1, 1s);
  EXPECT_EQ(times_full(), 0);
  EXPECT_EQ(passes("192.0.2.1", 2, 1s), 1);
  for (int i = 0; i < 200; ++i) passes("203.0.113." + std::to_string(i), 1, 1s);
  EXPECT_EQ(times_full(), 2);
  EXPECT_EQ(passes("192.0.2.1", 100, 1s), 60) << "a stranger again";
}

}  // namespace
}  // namespace readcount::api
