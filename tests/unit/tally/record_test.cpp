#include "tally/record.hpp"

#include "fixtures.hpp"

#include <gtest/gtest.h>

namespace readcount::tally {
namespace {

using testing::repeat;
using testing::view;

std::string encoded(const Record& record) {
  std::string payload;
  encode(record, payload);
  return payload;
}

TEST(Record, ComesBackAsItWas) {
  auto new_reader = view("/a", 7);
  new_reader.new_reader = true;
  for (const auto& record : {view("/a", 0xfedcba9876543210), repeat("/b", 0), new_reader}) {
    const auto decoded = decode(encoded(record));
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->article, record.article);
    EXPECT_EQ(decoded->at, record.at);
    EXPECT_EQ(decoded->reader, record.reader);
    EXPECT_EQ(decoded->counted, record.counted);
    EXPECT_EQ(decoded->new_reader, record.new_reader);
  }
}

TEST(Record, KeepsATimeBeforeTheEpoch) {
  const Time before{std::chrono::milliseconds{-5}};
  EXPECT_EQ(decode(encoded(view("/a", 1, before)))->at, before);
}

TEST(Record, IsNothingWhenItsFixedPartIsCut) {
  const auto whole = encoded(view("/a", 1));
  const auto fixed_and_site = whole.size() - std::string("/a").size();
  for (std::size_t size = 0; size < fixed_and_site; ++size) {
    EXPECT_FALSE(decode(std::string_view(whole).substr(0, size))) << size;
  }
}

TEST(Record, IsNothingForAKindThatIsNotKnown) {
  auto payload = encoded(view("/a", 1));
  payload[0] = 4;
  EXPECT_FALSE(decode(payload));
}

}  // namespace
}  // namespace readcount::tally
