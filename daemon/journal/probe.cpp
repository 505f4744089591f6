#include "journal/probe.hpp"

#include "journal/fd.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <string>

namespace readcount::journal {
namespace {

// Room for some hundred pings: a disk with less would be full again at once.
constexpr std::size_t kProbe = std::size_t{64} << 10U;

boost::system::result<void> write_and_sync(int fd) {
  const std::string bytes(kProbe, 'x');
  for (std::size_t at = 0; at < bytes.size();) {
    const auto written = ::write(fd, bytes.data() + at, bytes.size() - at);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return last_error();
    at += static_cast<std::size_t>(written);
  }
  if (::fdatasync(fd) != 0) return last_error();
  return {};
}

}  // namespace

boost::system::result<void> probe(const std::filesystem::path& directory) {
  const auto path = directory / "probe";
  const Fd fd(::open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd) return last_error();
  const auto done = write_and_sync(fd.get());
  ::unlink(path.c_str());
  return done;
}

}  // namespace readcount::journal
