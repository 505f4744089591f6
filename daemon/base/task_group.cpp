#include "base/task_group.hpp"

#include "base/log.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <exception>
#include <string>
#include <utility>

namespace readcount {
namespace {

void log_escaped_exception(const char* name, const std::exception_ptr& error) {
  if (!error) return;
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& e) {
    log_error(std::string(name) + " ended with an unexpected error: " + e.what());
  }
}

}  // namespace

TaskGroup::TaskGroup(asio::any_io_executor executor)
    : executor_(std::move(executor)), emptied_(executor_, asio::steady_timer::time_point::max()) {}

void TaskGroup::spawn(const char* name, asio::awaitable<void> task) {
  const auto signal = signals_.emplace(signals_.end());
  auto ended = [this, name, signal](const std::exception_ptr& error) {
    log_escaped_exception(name, error);
    // The slot must outlive the handler that runs on it, so it is erased one turn later.
    asio::post(executor_, [this, signal] {
      signals_.erase(signal);
      if (signals_.empty()) emptied_.cancel();
    });
  };
  asio::co_spawn(executor_, std::move(task),
                 asio::bind_cancellation_slot(signal->slot(), std::move(ended)));
}

void TaskGroup::cancel(asio::cancellation_type type) {
  // A task may end, and so be posted for erasure, while its signal is emitted; the list itself
  // changes only in a later turn.
  for (auto& signal : signals_) signal.emit(type);
}

asio::awaitable<bool> TaskGroup::wait(std::chrono::steady_clock::time_point deadline) {
  if (signals_.empty()) co_return true;
  emptied_.expires_at(deadline);
  co_await emptied_.async_wait(as_result);
  emptied_.expires_at(asio::steady_timer::time_point::max());
  co_return signals_.empty();
}

}  // namespace readcount
