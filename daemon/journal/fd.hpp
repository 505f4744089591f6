#pragma once

#include <boost/system/error_code.hpp>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace readcount::journal {

/// Owns a file descriptor.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) noexcept : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd() {
    // What must be on the disk was synced before; close(2) has nothing to say about it.
    if (fd_ >= 0) ::close(fd_);
  }

  int get() const noexcept { return fd_; }
  explicit operator bool() const noexcept { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

/// The error of the system call that has just failed.
inline boost::system::error_code last_error() noexcept {
  return {errno, boost::system::system_category()};
}

}  // namespace readcount::journal
