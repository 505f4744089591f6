#include "api/stream_slots.hpp"

#include <gtest/gtest.h>

namespace readcount::api {
namespace {

TEST(StreamSlots, GivesAsManyAsThereAreAndTakesThemBack) {
  metrics::Metrics metrics;
  StreamSlots slots(metrics.http_streams);
  auto first = slots.take(2);
  const auto second = slots.take(2);
  EXPECT_TRUE(first);
  EXPECT_TRUE(second);
  EXPECT_FALSE(slots.take(2));
  EXPECT_NE(metrics.text().find("readcount_http_streams 2"), std::string::npos);

  auto copy = first;
  first.reset();
  EXPECT_FALSE(slots.take(2)) << "a copy still holds it";
  copy.reset();
  EXPECT_TRUE(slots.take(2));
  EXPECT_NE(metrics.text().find("readcount_http_streams 1"), std::string::npos);
}

TEST(StreamSlots, GoByTheNumberOfTheMoment) {
  metrics::Metrics metrics;
  StreamSlots slots(metrics.http_streams);
  const auto first = slots.take(1);
  EXPECT_FALSE(slots.take(1));
  const auto second = slots.take(2);
  EXPECT_TRUE(second);
  EXPECT_FALSE(slots.take(1)) << "there are more than there may be now";
}

}  // namespace
}  // namespace readcount::api
