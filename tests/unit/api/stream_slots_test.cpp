#include "api/stream_slots.hpp"

#include <gtest/gtest.h>

namespace readcount::api {
namespace {

TEST(StreamSlots, GivesAsManyAsThereAreAndTakesThemBack) {
  metrics::Metrics metrics;
  StreamSlots slots(2, metrics.http_streams);
  auto first = slots.take();
  const auto second = slots.take();
  EXPECT_TRUE(first);
  EXPECT_TRUE(second);
  EXPECT_FALSE(slots.take());
  EXPECT_NE(metrics.text().find("readcount_http_streams 2"), std::string::npos);

  auto copy = first;
  first.reset();
  EXPECT_FALSE(slots.take()) << "a copy still holds it";
  copy.reset();
  EXPECT_TRUE(slots.take());
  EXPECT_NE(metrics.text().find("readcount_http_streams 1"), std::string::npos);
}

}  // namespace
}  // namespace readcount::api
