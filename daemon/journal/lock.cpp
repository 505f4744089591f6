#include "journal/lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <cstdio>
#include <fstream>
#include <sstream>

namespace readcount::journal {
namespace {

/// The file's name in /proc/locks: device in hexadecimal, inode.
std::string lock_name(const struct stat& status) {
  char name[64];
  std::snprintf(name, sizeof name, "%02x:%02x:%ju", major(status.st_dev), minor(status.st_dev),
                static_cast<std::uintmax_t>(status.st_ino));
  return name;
}

/// " by process 123", or nothing where /proc/locks does not tell: not mounted, another namespace's
/// process, a filesystem that shows another device number there.
std::string by_whom(int fd) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return {};
  const auto wanted = lock_name(status);
  std::ifstream locks("/proc/locks");
  for (std::string line; std::getline(locks, line);) {
    std::istringstream words(line);
    std::string id;
    std::string type;
    std::string strictness;
    std::string access;
    std::string name;
    long pid = 0;
    words >> id >> type >> strictness >> access >> pid >> name;
    if (words && type == "FLOCK" && name == wanted && pid > 0) {
      return " by process " + std::to_string(pid);
    }
  }
  return {};
}

}  // namespace

boost::system::result<StateDirLock, LockError> StateDirLock::take(
    const std::filesystem::path& directory) {
  Fd fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd) {
    return LockError{"cannot open the state directory " + directory.string() + ": " +
                     last_error().message() + "; create it or check its owner and mode"};
  }
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) == 0) return StateDirLock(std::move(fd));
  if (errno != EWOULDBLOCK) {
    return LockError{"cannot lock the state directory " + directory.string() + ": " +
                     last_error().message() + "; it must be on a filesystem that knows flock"};
  }
  return LockError{"the state directory " + directory.string() + " is in use" + by_whom(fd.get()) +
                   "; stop that readcountd or give this one another --state-dir"};
}

}  // namespace readcount::journal
