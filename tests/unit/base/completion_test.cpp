#include "base/completion.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace readcount {
namespace {

TEST(Completion, CallsAMoveOnlyHandlerOnceAndForgetsIt) {
  std::string got;
  auto owned = std::make_unique<int>(7);
  Completion<std::string> done(
      [&got, owned = std::move(owned)](const std::string& text) { got = text + std::to_string(*owned); });
  ASSERT_TRUE(done);
  done("seven ");
  EXPECT_EQ(got, "seven 7");
  EXPECT_FALSE(done);
}

TEST(Completion, HasFreedItselfWhenTheHandlerRuns) {
  Completion<> done;
  bool empty = false;
  done = Completion<>([&] { empty = !done; });
  done();
  EXPECT_TRUE(empty);
}

}  // namespace
}  // namespace readcount
