#include "journal/window.hpp"

#include "journal/format.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstring>

namespace readcount::journal {
namespace {

constexpr std::size_t kCapacity = std::size_t{1} << 20U;
static_assert(kCapacity > kRecordHead + kMaxPayload, "a whole record must fit into the window");

}  // namespace

Window::Window() : buffer_(std::make_unique_for_overwrite<char[]>(kCapacity)) {}

boost::system::result<void> Window::open(const std::filesystem::path& path) {
  fd_ = Fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd_) return last_error();
  begin_ = end_ = 0;
  at_end_ = false;
  return fill();
}

boost::system::result<void> Window::fill() {
  std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  at_end_ = false;
  while (end_ < kCapacity) {
    const auto got = ::read(fd_.get(), buffer_.get() + end_, kCapacity - end_);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return last_error();
    if (got == 0) {
      at_end_ = true;
      break;
    }
    end_ += static_cast<std::size_t>(got);
  }
  return {};
}

}  // namespace readcount::journal
