#include "base/log_sink.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <utility>

namespace readcount {
namespace {

int reopened(int descriptor) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISFIFO(status.st_mode)) return -1;
  const auto path = "/proc/self/fd/" + std::to_string(descriptor);
  return ::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
}

}  // namespace

LogSink::LogSink(int descriptor, std::atomic<std::uint64_t>& dropped)
    : own_(reopened(descriptor)), descriptor_(own_ < 0 ? descriptor : own_), dropped_(dropped) {}

LogSink::~LogSink() {
  if (own_ >= 0) ::close(own_);
}

void LogSink::sink_it_(const spdlog::details::log_msg& message) {
  if (!write_rest()) return drop();
  if (unsaid_ > 0) {
    const auto text = std::to_string(std::exchange(unsaid_, 0)) +
                      " lines were dropped here: whoever reads this log did not keep up";
    append({message.logger_name, spdlog::level::warn, text});
  }
  append(message);
  write_rest();
}

void LogSink::append(const spdlog::details::log_msg& message) {
  spdlog::memory_buf_t line;
  formatter_->format(message, line);
  rest_.append(line.data(), line.size());
}

void LogSink::drop() {
  ++unsaid_;
  ++dropped_;
}

/// False: not all of it could be written.
bool LogSink::write_rest() {
  std::size_t done = 0;
  while (done < rest_.size() && has_room()) {
    // A pipe that has room has room for this much.
    const auto size = std::min<std::size_t>(rest_.size() - done, PIPE_BUF);
    const auto written = ::write(descriptor_, rest_.data() + done, size);
    if (written >= 0) {
      done += static_cast<std::size_t>(written);
    } else if (errno == EAGAIN) {
      break;
    } else if (errno != EINTR) {
      drop();  // its reader is gone, or the disk is full: the next line tries again
      done = rest_.size();
    }
  }
  rest_.erase(0, done);
  return rest_.empty();
}

bool LogSink::has_room() const {
  pollfd watched{descriptor_, POLLOUT, 0};
  return ::poll(&watched, 1, 0) > 0;
}

}  // namespace readcount
