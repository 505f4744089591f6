#include "journal/lock.hpp"

#include "fixture.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <optional>

namespace readcount::journal::testing {
namespace {

using ::testing::HasSubstr;

TEST(StateDirLock, KeepsASecondOneOut) {
  const Directory directory;
  const auto first = StateDirLock::take(directory.path());
  ASSERT_TRUE(first.has_value());
  const auto second = StateDirLock::take(directory.path());
  ASSERT_FALSE(second.has_value());
  EXPECT_THAT(second.error().text, HasSubstr(directory.path().string()));
  EXPECT_THAT(second.error().text, HasSubstr("in use"));
}

TEST(StateDirLock, NamesTheProcessThatHoldsIt) {
  const Directory directory;
  const auto first = StateDirLock::take(directory.path());
  const auto second = StateDirLock::take(directory.path());
  ASSERT_FALSE(second.has_value());
  EXPECT_THAT(second.error().text, HasSubstr("process " + std::to_string(::getpid())));
}

TEST(StateDirLock, IsFreeOnceItsHolderIsGone) {
  const Directory directory;
  {
    const auto first = StateDirLock::take(directory.path());
    ASSERT_TRUE(first.has_value());
  }
  EXPECT_TRUE(StateDirLock::take(directory.path()).has_value());
}

TEST(StateDirLock, MovesWithItsOwner) {
  const Directory directory;
  auto first = StateDirLock::take(directory.path());
  ASSERT_TRUE(first.has_value());
  const std::optional<StateDirLock> owner(std::move(*first));
  EXPECT_FALSE(StateDirLock::take(directory.path()).has_value());
}

TEST(StateDirLock, LeavesNothingInTheDirectory) {
  const Directory directory;
  const auto lock = StateDirLock::take(directory.path());
  EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
}

TEST(StateDirLock, SaysThatADirectoryIsNotThere) {
  const auto lock = StateDirLock::take("/nonexistent/readcount");
  ASSERT_FALSE(lock.has_value());
  EXPECT_THAT(lock.error().text, HasSubstr("/nonexistent/readcount"));
  EXPECT_THAT(lock.error().text, HasSubstr("No such file"));
}

}  // namespace
}  // namespace readcount::journal::testing
