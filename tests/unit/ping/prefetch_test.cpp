#include "ping/prefetch.hpp"

#include <gtest/gtest.h>

namespace readcount::ping {
namespace {

TEST(Prefetch, IsSaidByAnyOfItsHeaders) {
  for (const auto* value :
       {"prefetch", "Prefetch", "PRERENDER", "prefetch;prerender", "prefetch;anonymous-client-ip",
        "x, preview", " prefetch ", "a\tprerender"}) {
    EXPECT_TRUE(is_prefetch(value, "", "", "")) << value;
    EXPECT_TRUE(is_prefetch("", value, "", "")) << value;
    EXPECT_TRUE(is_prefetch("", "", value, "")) << value;
    EXPECT_TRUE(is_prefetch("", "", "", value)) << value;
  }
}

TEST(Prefetch, IsNotSaidByOtherWords) {
  EXPECT_FALSE(is_prefetch("", "", "", ""));
  for (const auto* value :
       {"navigation", "prefetched", "no-prefetch", "pre fetch", ";;,", "prerende"}) {
    EXPECT_FALSE(is_prefetch(value, value, value, value)) << value;
  }
}

}  // namespace
}  // namespace readcount::ping
