// Leads the system calls of this program to its faulty disk, where there is one that has the file.
// A symbol of the executable goes before the C library's, for the standard library as well.

// Else the header defines some of these functions itself.
#undef _FORTIFY_SOURCE

#include "faulty_disk.hpp"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdio>

using readcount::journal::testing::FaultyDisk;

namespace {

int result(long value) { return static_cast<int>(value); }

int open_file(int directory, const char* path, int flags, mode_t mode) {
  const bool knows = directory == AT_FDCWD || path[0] == '/';
  auto* disk = knows ? FaultyDisk::of(path) : nullptr;
  if (disk != nullptr) return disk->open(path, flags, mode);
  return result(::syscall(SYS_openat, directory, path, flags, mode));
}

/// The argument behind the flags, which is there only with O_CREAT and O_TMPFILE.
mode_t mode_of(int flags, va_list arguments) {
  const bool has_mode = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
  return has_mode ? va_arg(arguments, mode_t) : 0;
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const auto mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_file(AT_FDCWD, path, flags, mode);
}

int openat(int directory, const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const auto mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_file(directory, path, flags, mode);
}

int close(int fd) {
  if (auto* disk = FaultyDisk::of(fd)) disk->forget(fd);
  return result(::syscall(SYS_close, fd));
}

ssize_t write(int fd, const void* bytes, std::size_t count) {
  if (auto* disk = FaultyDisk::of(fd)) return disk->write(fd, bytes, count);
  return ::syscall(SYS_write, fd, bytes, count);
}

int fsync(int fd) {
  if (auto* disk = FaultyDisk::of(fd)) return disk->sync(fd);
  if (auto* disk = FaultyDisk::of_directory(fd)) return disk->sync_names();
  return result(::syscall(SYS_fsync, fd));
}

int fdatasync(int fd) {
  if (auto* disk = FaultyDisk::of(fd)) return disk->sync(fd);
  return result(::syscall(SYS_fdatasync, fd));
}

int fremovexattr(int fd, const char* name) noexcept {
  if (const auto* disk = FaultyDisk::of(fd)) return disk->remove_attribute();
  return result(::syscall(SYS_fremovexattr, fd, name));
}

int ftruncate(int fd, off_t size) noexcept {
  if (auto* disk = FaultyDisk::of(fd)) return disk->truncate(fd, size);
  return result(::syscall(SYS_ftruncate, fd, size));
}

int truncate(const char* path, off_t size) noexcept {
  if (auto* disk = FaultyDisk::of(path)) return disk->truncate(path, size);
  return result(::syscall(SYS_truncate, path, size));
}

int unlink(const char* path) noexcept {
  if (auto* disk = FaultyDisk::of(path)) return disk->unlink(path);
  return result(::syscall(SYS_unlink, path));
}

int unlinkat(int directory, const char* path, int flags) noexcept {
  const bool knows = (directory == AT_FDCWD || path[0] == '/') && (flags & AT_REMOVEDIR) == 0;
  if (auto* disk = knows ? FaultyDisk::of(path) : nullptr) return disk->unlink(path);
  return result(::syscall(SYS_unlinkat, directory, path, flags));
}

// std::filesystem::remove() calls this one, and the C library's would not come by unlink() above.
int remove(const char* path) noexcept {
  if (unlink(path) == 0) return 0;
  return errno == EISDIR ? result(::syscall(SYS_rmdir, path)) : -1;
}

int rename(const char* from, const char* to) noexcept {
  if (auto* disk = FaultyDisk::of(from)) return disk->rename(from, to);
  return result(::syscall(SYS_rename, from, to));
}

}  // extern "C"
