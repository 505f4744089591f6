#pragma once

#include "base/asio.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/system/result.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace readcount::run {

/// A program of our own that must not outlive us: it gets SIGTERM from the kernel when the thread
/// that started it ends, however it ends. Start it from a thread that lives as long as the process.
///
/// It runs in a session of its own (a Ctrl-C meant for the daemon does not reach it), with no file
/// of ours open but those it is given, standard input on /dev/null.
class ChildProcess {
 public:
  /// Ours, which the child gets a copy of.
  struct Files {
    int kept = -1;    ///< open in it under some number; -1: none
    int output = -1;  ///< its standard output; -1: /dev/null
  };

  static boost::system::result<ChildProcess> start(const asio::any_io_executor& executor,
                                                   const std::filesystem::path& program,
                                                   const std::vector<std::string>& arguments,
                                                   Files files);

  ChildProcess(ChildProcess&&) = default;
  ChildProcess& operator=(ChildProcess&&) = default;

  int pid() const noexcept { return pid_; }

  /// Waits until it has ended, and reaps it.
  asio::awaitable<void> ended();

  /// Whether it has ended; reaps it.
  bool has_ended();

  void signal(int number) const;

 private:
  ChildProcess(int pid, asio::posix::stream_descriptor watched);

  int pid_ = -1;
  bool reaped_ = false;
  asio::posix::stream_descriptor watched_;  // its pidfd: readable once it has ended
};

}  // namespace readcount::run
