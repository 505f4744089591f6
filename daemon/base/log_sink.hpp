#pragma once

#include <spdlog/sinks/base_sink.h>

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

namespace readcount {

/// Writes log lines to a descriptor and never waits for whoever reads it. The queue is the
/// kernel's, of a pipe or a socket; while it is full, lines are dropped and counted, and the first
/// one after that says how many. A line is written whole: what the kernel did not take of it goes
/// before the next one.
///
/// The descriptor stays as it is (another program may share it), and is not closed. Any thread.
class LogSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  /// `dropped` is raised by each line that is dropped, and outlives the sink.
  LogSink(int descriptor, std::atomic<std::uint64_t>& dropped);
  ~LogSink() override;

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override { write_rest(); }

 private:
  void append(const spdlog::details::log_msg& message);
  void drop();
  bool write_rest();
  bool has_room() const;

  int own_;  // the same pipe, opened once more so as not to block; -1: it is no pipe
  int descriptor_;
  std::atomic<std::uint64_t>& dropped_;
  std::uint64_t unsaid_ = 0;  // of the dropped lines
  std::string rest_;          // of the last line, not yet written
};

}  // namespace readcount
