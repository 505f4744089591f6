#include "base/log.hpp"

#include <gtest/gtest.h>

namespace readcount {
namespace {

TEST(Escaped, LetsNoTextForgeALineOrEndAString) {
  EXPECT_EQ(escaped("a\nb\x1b[2J\"\\\x7f"), R"(a\u000ab\u001b[2J\"\\\u007f)");
}

TEST(Escaped, LeavesUtf8AsItIs) { EXPECT_EQ(escaped("türkiye"), "türkiye"); }

}  // namespace
}  // namespace readcount
