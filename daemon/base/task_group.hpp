#pragma once

#include "base/asio.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <list>

namespace readcount {

/// The owner of coroutines: whatever is spawned here can be cancelled and waited for.
///
/// One group belongs to one single-threaded executor; all of its methods are called there.
/// It must outlive what it spawned: wait() before destroying it.
/// `total` means "please finish", `terminal` means "now" (asio::cancellation_type).
class TaskGroup {
 public:
  explicit TaskGroup(asio::any_io_executor executor);
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;

  /// Starts a task. An exception that leaves it is logged with `name` and goes no further.
  void spawn(const char* name, asio::awaitable<void> task);

  /// Asks every running task to end.
  void cancel(asio::cancellation_type type);

  /// Waits until no task runs, at most until `deadline`. Tells whether all have ended.
  asio::awaitable<bool> wait(std::chrono::steady_clock::time_point deadline);

  std::size_t size() const noexcept { return signals_.size(); }
  const asio::any_io_executor& executor() const noexcept { return executor_; }

 private:
  asio::any_io_executor executor_;
  std::list<asio::cancellation_signal> signals_;
  asio::steady_timer emptied_;  // never expires; cancelled when the last task has ended
};

}  // namespace readcount
