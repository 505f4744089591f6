#include "journal/run_id.hpp"

#include <gtest/gtest.h>

namespace readcount::journal {
namespace {

TEST(RunId, IsNewEachTime) { EXPECT_NE(RunId::random(), RunId::random()); }

TEST(RunId, ComesBackFromItsText) {
  const auto id = RunId::random();
  EXPECT_EQ(id.hex().size(), 32U);
  EXPECT_EQ(RunId::parse(id.hex()), id);
  EXPECT_EQ(RunId::parse("00112233445566778899aabbccddeeff")->bytes()[15], 0xff);
}

TEST(RunId, IsNoOtherText) {
  EXPECT_FALSE(RunId::parse(""));
  EXPECT_FALSE(RunId::parse("00112233445566778899aabbccddeef"));
  EXPECT_FALSE(RunId::parse("00112233445566778899aabbccddeeff0"));
  EXPECT_FALSE(RunId::parse("00112233445566778899AABBCCDDEEFF"));
  EXPECT_FALSE(RunId::parse("00112233445566778899aabbccddeefg"));
}

}  // namespace
}  // namespace readcount::journal
