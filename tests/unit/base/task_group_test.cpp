#include "base/task_group.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <gtest/gtest.h>

#include <stdexcept>

namespace readcount {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using std::chrono::steady_clock;

asio::awaitable<void> sleep_for(steady_clock::duration duration, bool& cancelled) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  timer.expires_after(duration);
  const auto [ec] = co_await timer.async_wait(as_result);
  cancelled = ec == asio::error::operation_aborted;
}

asio::awaitable<void> fail() {
  throw std::runtime_error("on purpose");
  co_return;
}

class TaskGroupTest : public ::testing::Test {
 protected:
  /// Runs until the group is empty or the deadline has passed; tells which.
  bool wait(steady_clock::time_point deadline) {
    bool emptied = false;
    auto waiting = [&]() -> asio::awaitable<void> { emptied = co_await group_.wait(deadline); };
    asio::co_spawn(context_, waiting, asio::detached);
    context_.run();
    context_.restart();
    return emptied;
  }

  asio::io_context context_{1};
  TaskGroup group_{context_.get_executor()};
};

TEST_F(TaskGroupTest, WaitsAtOnceWhenNothingRuns) { EXPECT_TRUE(wait(steady_clock::now())); }

TEST_F(TaskGroupTest, WaitsUntilTheLastTaskHasEnded) {
  bool cancelled = true;
  group_.spawn("a", sleep_for(std::chrono::milliseconds(1), cancelled));
  group_.spawn("b", sleep_for(std::chrono::milliseconds(2), cancelled));
  EXPECT_EQ(group_.size(), 2U);
  EXPECT_TRUE(wait(steady_clock::now() + seconds(10)));
  EXPECT_EQ(group_.size(), 0U);
  EXPECT_FALSE(cancelled);
}

TEST_F(TaskGroupTest, CancelsWhatRuns) {
  bool cancelled = false;
  group_.spawn("a", sleep_for(hours(1), cancelled));
  context_.poll();
  group_.cancel(asio::cancellation_type::terminal);
  EXPECT_TRUE(wait(steady_clock::now() + seconds(10)));
  EXPECT_TRUE(cancelled);
}

TEST_F(TaskGroupTest, OutlivesATaskThatThrows) {
  group_.spawn("a", fail());
  EXPECT_TRUE(wait(steady_clock::now() + seconds(10)));
}

}  // namespace
}  // namespace readcount
