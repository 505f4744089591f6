#include "pipeline/elsewhere.hpp"

#include <gtest/gtest.h>

namespace readcount::pipeline {
namespace {

using namespace std::chrono_literals;

const Elsewhere::Clock::time_point kStart{1000s};
const ping::Article kX{"news.example", "/x"};
const ping::Article kY{"news.example", "/y"};
const ping::Article kSite{"news.example", ""};

TEST(Elsewhere, AddsUpWhatDaemonsReport) {
  Elsewhere elsewhere;
  elsewhere.hear({{"a", {{kSite, 3}, {kX, 3}}}, {"b", {{kSite, 2}, {kX, 1}, {kY, 1}}}}, kStart);
  EXPECT_EQ(elsewhere.of(kSite), 5U);
  EXPECT_EQ(elsewhere.of(kX), 4U);
  EXPECT_EQ(elsewhere.of(kY), 1U);
  EXPECT_EQ(elsewhere.of({"news.example", "/z"}), 0U);
  EXPECT_EQ(elsewhere.of({"other.example", "/x"}), 0U);
}

TEST(Elsewhere, TakesTheNewestReportOfEach) {
  Elsewhere elsewhere;
  elsewhere.hear({{"a", {{kX, 3}}}}, kStart);
  elsewhere.hear({{"a", {{kY, 1}}}}, kStart + 4s);
  EXPECT_EQ(elsewhere.of(kX), 0U);
  EXPECT_EQ(elsewhere.of(kY), 1U);
  elsewhere.hear({}, kStart + 8s);  // withdrawn, or it died
  EXPECT_EQ(elsewhere.of(kY), 0U);
  EXPECT_TRUE(elsewhere.empty());
}

TEST(Elsewhere, KnowsNothingAnyMoreWhenTheStoreIsAway) {
  Elsewhere elsewhere;
  elsewhere.hear({{"a", {{kSite, 3}}}}, kStart);
  elsewhere.expire(kStart + 9s - 1ms);
  EXPECT_EQ(elsewhere.of(kSite), 3U);
  elsewhere.expire(kStart + 9s);
  EXPECT_EQ(elsewhere.of(kSite), 0U);
}

}  // namespace
}  // namespace readcount::pipeline
