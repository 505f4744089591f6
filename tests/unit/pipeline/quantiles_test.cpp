#include "pipeline/quantiles.hpp"

#include "tally/spread.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace readcount::pipeline {
namespace {

TEST(Quantiles, OfNoViewsAreZero) { EXPECT_EQ(quantiles_of({}, 0), Quantiles()); }

TEST(Quantiles, CountViewsWithoutEngagedTimeAsZero) {
  const auto bucket = tally::bucket_of(100);
  const auto quantiles = quantiles_of({{bucket, 10}}, 40);
  EXPECT_EQ(quantiles[0], 0);
  EXPECT_EQ(quantiles[1], 0);
  EXPECT_EQ(quantiles[2], 0);
  EXPECT_EQ(quantiles[3], tally::seconds_of(bucket));
}

TEST(Quantiles, OfOneViewAreItsTime) {
  const auto bucket = tally::bucket_of(30);
  for (const auto quantile : quantiles_of({{bucket, 1}}, 1)) {
    EXPECT_EQ(quantile, tally::seconds_of(bucket));
  }
}

TEST(Quantiles, AreThoseOfTheTimesWithinTheErrorOfABucket) {
  std::mt19937 dice(7);
  std::lognormal_distribution<double> times(3, 1.2);
  std::vector<std::uint32_t> all;
  std::map<unsigned, std::uint64_t> spread;
  for (int i = 0; i < 5000; ++i) {
    const auto seconds = static_cast<std::uint32_t>(std::min(times(dice), 7000.0));
    all.push_back(seconds);
    if (seconds > 0) ++spread[tally::bucket_of(seconds)];
  }
  std::sort(all.begin(), all.end());
  const auto quantiles = quantiles_of(spread, all.size());
  const double parts[] = {0.25, 0.5, 0.75, 0.9};
  for (std::size_t i = 0; i < 4; ++i) {
    const auto rank = static_cast<std::size_t>(std::ceil(parts[i] * 5000)) - 1;
    EXPECT_NEAR(quantiles[i], all[rank], 0.075 * all[rank]);
  }
}

}  // namespace
}  // namespace readcount::pipeline
