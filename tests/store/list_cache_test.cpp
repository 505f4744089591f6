#include "pipeline/list_cache.hpp"

#include "store_fixture.hpp"

#include <gmock/gmock.h>

namespace readcount::pipeline {
namespace {

using namespace std::chrono_literals;
using query::Grain;

const ping::Article kOfSite{"news.example", ""};
const Time kAsked = store::kHour + 30min;

/// Lists that the test writes by hand.
class ListCaches : public store::StoreTest {
 protected:
  void write(const std::string& slot, int value, const std::string& path = "/a") {
    const auto key = names_.list(store::tag_of(tally::partition_of(kOfSite)), 'v', kOfSite, slot);
    cli({"ZADD", key, std::to_string(value), path});
  }

  /// The first value of a list; 0 for an empty one.
  double first(ListCache& cache, const query::Piece& slot, Time now) {
    store::ListName name{'v', kOfSite, slot};
    const auto list = wait(cache.get(name, now));
    if (!list) ADD_FAILURE() << list.error().text;
    const auto& entries = (*list)->entries();
    return entries.empty() ? 0 : entries.front().value;
  }
};

TEST_F(ListCaches, TrustTheListOfNowForASecond) {
  start();
  ListCache cache(store(), 1U << 20U);
  const query::Piece slot{Grain::hour, store::kHour};
  write("2026112313", 1);
  EXPECT_EQ(first(cache, slot, kAsked), 1);
  write("2026112313", 2);
  EXPECT_EQ(first(cache, slot, kAsked + 999ms), 1);
  EXPECT_EQ(first(cache, slot, kAsked + 1s), 2);
}

TEST_F(ListCaches, TrustAnOldListForMinutesAndNotForEver) {
  start();
  ListCache cache(store(), 1U << 20U);
  const query::Piece slot{Grain::day, store::day_of_hour(store::kHour) - 3 * 24h};
  write("20261120", 1);
  EXPECT_EQ(first(cache, slot, kAsked), 1);
  write("20261120", 2);
  EXPECT_EQ(first(cache, slot, kAsked + 299s), 1);
  EXPECT_EQ(first(cache, slot, kAsked + 300s), 2);
}

TEST_F(ListCaches, TellMetricsSlotsAndSubjectsApart) {
  start();
  ListCache cache(store(), 1U << 20U);
  write("20261101", 7);
  write("202611", 8);
  const query::Second begin = Day(std::chrono::year(2026) / 11 / 1);
  EXPECT_EQ(first(cache, {Grain::day, begin}, kAsked), 7);
  EXPECT_EQ(first(cache, {Grain::month, begin}, kAsked), 8);
  EXPECT_EQ(first(cache, {Grain::hour, begin}, kAsked), 0);
}

TEST_F(ListCaches, StayWithinTheirBoundAndDropWhatWasNotAskedForLongest) {
  start();
  constexpr std::size_t kBound = 4096;
  ListCache cache(store(), kBound);
  const auto day = [](int back) {
    return query::Piece{Grain::day, store::day_of_hour(store::kHour) - back * 24h};
  };
  write("20261113", 1, '/' + std::string(500, 'x'));
  EXPECT_EQ(first(cache, day(10), kAsked), 1);
  for (int back = 11; back < 200; ++back) {
    first(cache, day(back), kAsked);
    EXPECT_EQ(first(cache, day(10), kAsked), 1);
    ASSERT_LE(cache.bytes(), kBound);
  }
  EXPECT_GT(cache.bytes(), kBound / 2);
  write("20261113", 2, '/' + std::string(500, 'x'));
  EXPECT_EQ(first(cache, day(10), kAsked), 1) << "asked for all the time, so still there";
  for (int back = 200; back < 400; ++back) first(cache, day(back), kAsked);
  EXPECT_EQ(first(cache, day(10), kAsked), 2);
}

TEST_F(ListCaches, KeepNothingThatDoesNotFit) {
  start();
  ListCache cache(store(), 1);
  write("2026112313", 1);
  EXPECT_EQ(first(cache, {Grain::hour, store::kHour}, kAsked), 1);
  EXPECT_EQ(cache.bytes(), 0U);
}

}  // namespace
}  // namespace readcount::pipeline
