#include "ping/view_id.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace readcount::ping {
namespace {

TEST(ViewHash, IsZeroForNoIdAlone) {
  EXPECT_EQ(view_hash(""), 0U);
  EXPECT_NE(view_hash("0"), 0U);
}

TEST(ViewHash, IsTheSameInEveryDaemonAndRun) {
  EXPECT_EQ(view_hash("1-2-3-4"), 0xc81a4cedb761bf63U);  // computed apart from this code
}

TEST(ViewHash, TellsIdsApart) {
  std::set<std::uint64_t> hashes;
  for (int i = 0; i < 10'000; ++i) hashes.insert(view_hash("1-2-3-" + std::to_string(i)));
  EXPECT_EQ(hashes.size(), 10'000U);
}

}  // namespace
}  // namespace readcount::ping
