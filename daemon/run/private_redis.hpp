#pragma once

#include "base/task_group.hpp"
#include "run/child_process.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <filesystem>
#include <functional>
#include <optional>
#include <utility>

namespace readcount::run {

/// The Redis that comes with the daemon when none is named: a redis-server (or valkey-server) of
/// its own on a Unix socket in the state directory, with an append-only file, started, watched,
/// restarted and stopped by the daemon.
///
/// After a `kill -9` of the daemon the kernel ends it as well. What is still on its way down holds
/// a lock that the next start waits for, and ends by force if it must; so two never work on one
/// data set. What a kill or a power cut tore at the end of its append-only file is cut off before
/// each start (aof_repair.hpp). Belongs to the main thread's executor.
class PrivateRedis {
 public:
  /// The server's program. Throws StartFailure, with the remedy, when there is none on the PATH.
  static std::filesystem::path find_program();

  /// `directory`: its own below the state directory; made if needed.
  /// Throws StartFailure when the socket's path would be too long for the system.
  PrivateRedis(const asio::any_io_executor& executor, std::filesystem::path program,
               std::filesystem::path directory);

  /// Where it listens.
  const std::filesystem::path& socket() const noexcept { return socket_; }

  /// What is called whenever it listens again after it ended by itself.
  void on_restart(std::function<void()> call) { on_restart_ = std::move(call); }

  /// Starts it and waits until it listens. Throws StartFailure.
  asio::awaitable<void> start();

  /// Ends it and waits for that.
  asio::awaitable<void> stop();

 private:
  asio::awaitable<int> take_lock();
  asio::awaitable<void> launch();
  asio::awaitable<bool> listens();
  asio::awaitable<void> watch();
  void say_what_to_do() const;
  asio::awaitable<void> pause(std::chrono::milliseconds duration);

  std::filesystem::path program_;
  std::filesystem::path directory_;
  std::filesystem::path socket_;
  TaskGroup tasks_;
  asio::steady_timer timer_;
  std::optional<ChildProcess> process_;
  std::function<void()> on_restart_;
  bool stopping_ = false;
};

}  // namespace readcount::run
