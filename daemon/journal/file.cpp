#include "journal/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace readcount::journal {
namespace {

using boost::system::result;

template <class Call>
auto uninterrupted(Call call) {
  auto value = call();
  while (value < 0 && errno == EINTR) value = call();
  return value;
}

result<void> sync_directory(const std::filesystem::path& directory) {
  const Fd fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return last_error();
  // EINVAL: a filesystem that has no such notion for directories (some FUSE and network ones).
  if (uninterrupted([&] { return ::fsync(fd.get()); }) != 0 && errno != EINVAL) return last_error();
  return {};
}

/// An ext4 that gives up (errors=remount-ro) drops what it was to write, and may tell the
/// fdatasync(2) that waits for it of success. From that moment on it begins no transaction, and the
/// removal of an attribute would be one; of one that is not there it changes nothing.
result<void> takes_changes(int fd) {
  if (uninterrupted([&] { return ::fremovexattr(fd, "user.readcount"); }) == 0) return {};
  if (errno == EROFS || errno == EIO) return last_error();
  return {};  // ENODATA; or what a file system says that has no attributes
}

}  // namespace

result<std::shared_ptr<File>> File::create(const std::filesystem::path& path) {
  constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC;
  Fd fd(uninterrupted([&] { return ::open(path.c_str(), kFlags, 0600); }));
  if (!fd) return last_error();
  return std::shared_ptr<File>(new File(std::move(fd), path));
}

result<void> File::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto taken =
        uninterrupted([&] { return ::write(fd_.get(), bytes.data(), bytes.size()); });
    if (taken < 0) return last_error();
    bytes.remove_prefix(static_cast<std::size_t>(taken));
  }
  return {};
}

result<void> File::sync() {
  if (sync_failure_) return *sync_failure_;
  auto synced = sync_once();
  if (synced) synced = takes_changes(fd_.get());
  if (!synced) sync_failure_ = synced.error();
  return synced;
}

bool File::is_in_place() const noexcept {
  struct stat named {};
  struct stat opened {};
  return ::stat(path_.c_str(), &named) == 0 && ::fstat(fd_.get(), &opened) == 0 &&
         named.st_dev == opened.st_dev && named.st_ino == opened.st_ino;
}

result<void> File::sync_once() {
  if (uninterrupted([&] { return ::fdatasync(fd_.get()); }) != 0) return last_error();
  if (name_is_synced_) return {};
  const auto synced = sync_directory(path_.parent_path());
  name_is_synced_ = synced.has_value();
  return synced;
}

}  // namespace readcount::journal
