#include "tally/sum.hpp"

#include "fixtures.hpp"
#include "tally/names.hpp"
#include "tally/spread.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace readcount::tally {
namespace {

using testing::article;
using testing::engage;
using testing::kNoon;
using testing::view;

Delta delta_at(Time at) {
  Delta delta;
  delta.article = article("/a");
  delta.hour = hour_of(at);
  return delta;
}

TEST(Spread, StandsForItsTimesWithinSevenAndAHalfPercent) {
  for (std::uint32_t seconds = 1; seconds < 7600; ++seconds) {
    const auto middle = seconds_of(bucket_of(seconds));
    ASSERT_NEAR(middle / seconds, 1.0, 0.075) << seconds;
  }
  EXPECT_EQ(bucket_of(86400), kBuckets - 1);
}

TEST(Sum, MovesAViewFromBucketToBucket) {
  auto delta = delta_at(kNoon);
  add_record(delta, engage("/a", 0, 10));
  add_record(delta, engage("/a", 10, 60));
  std::int64_t all = 0;
  for (const auto& [bucket, amount] : delta.spread.buckets) {
    all += amount;
    EXPECT_EQ(amount, bucket == bucket_of(60) ? 1 : 0);
  }
  EXPECT_EQ(all, 1);
  EXPECT_EQ(delta.engaged, 60U);
}

TEST(Sum, CountsEachQuarterOnce) {
  auto delta = delta_at(kNoon);
  auto record = engage("/a", 0, 10);
  record.progress.scroll = 50;
  add_record(delta, record);
  record.progress.scroll_before = 50;
  record.progress.scroll = 100;
  add_record(delta, record);
  EXPECT_EQ(delta.spread.scroll, (std::array<std::uint64_t, 4>{1, 1, 1, 1}));
}

TEST(Sum, KeepsMinutesApart) {
  auto delta = delta_at(kNoon);
  add_record(delta, view("/a", 1, kNoon));
  add_record(delta, view("/a", 2, kNoon + std::chrono::minutes{59}));
  add_record(delta, view("/a", 3, kNoon));
  ASSERT_EQ(delta.minutes.size(), 2U);
  EXPECT_EQ(delta.minutes[0].views, 2U);
  EXPECT_EQ(delta.minutes[1].minute, 59);
}

TEST(Sum, WeighsAViewTwiceAsMuchAsOneAnHourBefore) {
  EXPECT_DOUBLE_EQ(weight_of(kNoon + std::chrono::hours{1}), 2 * weight_of(kNoon));
  EXPECT_DOUBLE_EQ(weight_of(day_of(kNoon)), 1);
}

TEST(Names, AdmitsSoManyADay) {
  Names names;
  const auto day = day_of(kNoon);
  for (int i = 0; i < 200; ++i) {
    const auto name = std::to_string(i);
    EXPECT_EQ(names.admit("news.example", NameKind::section, name, day), name);
  }
  EXPECT_EQ(names.admit("news.example", NameKind::section, "one more", day), kOther);
  EXPECT_EQ(names.admit("news.example", NameKind::section, "7", day), "7") << "known already";
  EXPECT_EQ(names.admit("other.example", NameKind::section, "one more", day), "one more");
  EXPECT_EQ(names.admit("news.example", NameKind::author, "one more", day), "one more");
  EXPECT_EQ(names.admit("news.example", NameKind::section, "", day), "");
  EXPECT_EQ(names.refused()[0], 1U);
  EXPECT_EQ(names.refused()[1], 0U);
  const auto standing = [&](std::string_view name) {
    return names.standing("news.example", NameKind::section, name, day);
  };
  EXPECT_EQ(standing("7"), Names::Standing::admitted);
  EXPECT_EQ(standing("one more"), Names::Standing::beyond);
  EXPECT_EQ(names.standing("news.example", NameKind::author, "new", day), Names::Standing::fits);
  const auto tomorrow = day + std::chrono::days{1};
  EXPECT_EQ(names.admit("news.example", NameKind::section, "one more", tomorrow), "one more");
}

}  // namespace
}  // namespace readcount::tally
