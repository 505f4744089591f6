#include "faulty_disk.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <random>
#include <stdexcept>
#include <utility>

namespace readcount::journal::testing {

namespace fs = std::filesystem;

namespace {

FaultyDisk* only = nullptr;

int refuse(int error) {
  errno = error;
  return -1;
}

int result(long value) { return static_cast<int>(value); }

}  // namespace

FaultyDisk::FaultyDisk(fs::path directory) : directory_(std::move(directory)) {
  if (only != nullptr) throw std::logic_error("there is a faulty disk already");
  only = this;
}

FaultyDisk::~FaultyDisk() { only = nullptr; }

FaultyDisk* FaultyDisk::of(const char* path) {
  if (only == nullptr) return nullptr;
  const fs::path asked(path);
  return asked == only->directory_ || asked.parent_path() == only->directory_ ? only : nullptr;
}

FaultyDisk* FaultyDisk::of(int fd) {
  return only != nullptr && only->open_.contains(fd) ? only : nullptr;
}

FaultyDisk* FaultyDisk::of_directory(int fd) {
  return only != nullptr && only->is_directory(fd) ? only : nullptr;
}

/// Asked of the kernel: the C library closes the directories that it lists without a word.
bool FaultyDisk::is_directory(int fd) const {
  struct stat opened {};
  struct stat ours {};
  return ::fstat(fd, &opened) == 0 && S_ISDIR(opened.st_mode) &&
         ::stat(directory_.c_str(), &ours) == 0 && opened.st_ino == ours.st_ino;
}

void FaultyDisk::fail(Fault how, std::uint64_t step, std::uint64_t count) {
  fault_ = how;
  first_faulty_ = step;
  end_of_fault_ = step + count;
  torn_ = false;
}

/// Takes a step other than a write.
bool FaultyDisk::fails() {
  ++steps_;
  if (!is_faulty() || fault_ == Fault::short_write) return false;
  errno = fault_ == Fault::io_error ? EIO : ENOSPC;
  return true;
}

int FaultyDisk::open(const char* path, int flags, mode_t mode) {
  const bool makes = (flags & O_CREAT) != 0;
  if (makes && fails()) return -1;
  const auto fd = result(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
  if (fd >= 0 && makes) {
    auto& file = names_[path];
    if (!file) file = std::make_shared<File>();
    open_[fd] = file;
    open_names_[fd] = path;
  }
  return fd;
}

ssize_t FaultyDisk::write(int fd, const void* bytes, std::size_t count) {
  if (given_up_) return refuse(EROFS);
  ++steps_;
  if (std::exchange(torn_, false)) return refuse(ENOSPC);
  if (is_faulty()) {
    if (fault_ == Fault::io_error) return refuse(EIO);
    if (fault_ == Fault::no_space) return refuse(ENOSPC);
    count = (count + 1) / 2;
    torn_ = fault_ == Fault::torn_write;
  }
  const auto taken = ::syscall(SYS_write, fd, bytes, count);
  auto& file = *open_.at(fd);
  if (taken > 0)
    file.written.append(static_cast<const char*>(bytes), static_cast<std::size_t>(taken));
  if (file.written.size() > file.longest.size()) file.longest = file.written;
  return taken;
}

int FaultyDisk::sync(int fd) {
  auto& file = *open_.at(fd);
  if (fails()) {
    file.sync_failed = true;
    return -1;
  }
  if (!file.sync_failed && !given_up_) file.synced = file.longest = file.written;
  return 0;
}

int FaultyDisk::remove_attribute() const { return refuse(given_up_ ? EROFS : ENODATA); }

int FaultyDisk::sync_names() {
  if (fails()) return -1;
  if (given_up_) return 0;
  synced_names_ = names_;
  removed_.clear();
  return 0;
}

int FaultyDisk::truncate(const std::string& path, off_t size) {
  const auto file = names_.find(path);
  return file == names_.end() ? refuse(ENOENT) : truncate(*file->second, path, size);
}

int FaultyDisk::truncate(int fd, off_t size) {
  return truncate(*open_.at(fd), open_names_.at(fd), size);
}

int FaultyDisk::truncate(File& file, const std::string& path, off_t size) {
  if (fails()) return -1;
  file.written.resize(static_cast<std::size_t>(size));
  return result(::syscall(SYS_truncate, path.c_str(), size));
}

int FaultyDisk::unlink(const char* path) {
  if (fails()) return -1;
  if (const auto file = names_.extract(path)) removed_.emplace_back(path, file.mapped());
  return result(::syscall(SYS_unlink, path));
}

int FaultyDisk::rename(const char* from, const char* to) {
  if (fails()) return -1;
  if (const auto file = names_.extract(from)) {
    removed_.emplace_back(from, file.mapped());
    names_[to] = file.mapped();
  }
  return result(::syscall(SYS_rename, from, to));
}

void FaultyDisk::forget(int fd) {
  open_.erase(fd);
  open_names_.erase(fd);
}

void FaultyDisk::power_cut(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto below = [&](std::size_t bound) { return static_cast<std::size_t>(random() % bound); };
  const auto remains_of = [&](const File& file) {
    auto bytes = below(2) == 0 ? file.written : file.longest;
    const auto sure = std::min(file.synced.size(), bytes.size());
    const auto loose = bytes.size() - sure;
    const auto choice = below(4);
    if (choice == 0) bytes.resize(sure);
    if (choice == 1) bytes.resize(sure + below(loose + 1));
    if (choice == 2) std::fill_n(bytes.rbegin(), below(loose + 1), '\0');
    return bytes;
  };

  Names left;
  for (const auto& [path, file] : names_) {
    if (fs::file_size(path) != file->written.size()) {
      throw std::logic_error("written to behind the faulty disk's back: " + path);
    }
    const auto synced = synced_names_.find(path);
    const bool is_sure = synced != synced_names_.end() && synced->second == file;
    if (is_sure || below(2) == 0) left[path] = file;
  }
  for (const auto& [path, file] : removed_) {
    if (below(2) == 0) left.emplace(path, file);
  }

  only = nullptr;
  for (const auto& [path, file] : names_) fs::remove(path);
  for (auto& [path, file] : left) {
    const auto bytes = remains_of(*file);
    file = std::make_shared<File>(File{bytes, bytes, bytes});
    std::ofstream(path, std::ios::binary) << bytes;
  }
  only = this;
  names_ = synced_names_ = left;
  removed_.clear();
  open_.clear();
  open_names_.clear();
}

}  // namespace readcount::journal::testing
