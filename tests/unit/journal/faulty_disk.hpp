#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace readcount::journal::testing {

/// Stands between this program and the kernel for the files directly below one directory: counts
/// the steps that change something there, lets some of them fail, and knows what a power cut would
/// leave. disk_calls.cpp leads the C library's calls here, those that std::filesystem makes too.
///
/// A step is a call that makes, writes, syncs, cuts, renames or removes. Reading is none. What is
/// synced is remembered and not asked of the kernel, so a scenario costs microseconds.
///
/// One at a time, one thread. Files that were there before are not known to it.
class FaultyDisk {
 public:
  enum class Fault {
    io_error,     ///< EIO
    no_space,     ///< ENOSPC
    short_write,  ///< a write takes half of the bytes and says so; other steps succeed
    torn_write,  ///< the same, and the write of the rest fails with ENOSPC; other steps fail so too
  };

  explicit FaultyDisk(std::filesystem::path directory);
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;
  ~FaultyDisk();

  /// The steps so far.
  std::uint64_t steps() const { return steps_; }

  /// Lets `count` steps fail, of which the first is number `step`, counted from 1.
  void fail(Fault how, std::uint64_t step, std::uint64_t count = 1);

  /// From now on nothing reaches the disk. A sync says that it did, but no change is begun.
  void give_up() { given_up_ = true; }

  void heal() { fail(Fault::io_error, 0, 0); }

  /// Leaves of each file what was synced, and of what was not any beginning, or zeros in its place;
  /// undoes cuts, makings and removals that were not synced, or does not. What is left is synced.
  /// Whoever had a file open must have closed it. The same for the same seed.
  void power_cut(std::uint64_t seed);

  // What the calls come to. Like the system calls themselves: -1 and errno.

  /// The disk that has the file, if one has it, or whose directory it is.
  static FaultyDisk* of(const char* path);
  static FaultyDisk* of(int fd);
  static FaultyDisk* of_directory(int fd);

  int open(const char* path, int flags, mode_t mode);
  ssize_t write(int fd, const void* bytes, std::size_t count);
  int sync(int fd);
  int remove_attribute() const;
  int sync_names();
  int truncate(const std::string& path, off_t size);
  int truncate(int fd, off_t size);
  int unlink(const char* path);
  int rename(const char* from, const char* to);
  void forget(int fd);

 private:
  struct File {
    std::string written;
    std::string longest;  // since the last sync: what it was before it was cut
    std::string synced;
    bool sync_failed = false;  // no sync helps from then on: the kernel has dropped the pages
  };
  using Names = std::map<std::string, std::shared_ptr<File>>;

  bool is_directory(int fd) const;
  bool fails();
  bool is_faulty() const { return first_faulty_ <= steps_ && steps_ < end_of_fault_; }
  int truncate(File& file, const std::string& path, off_t size);

  std::filesystem::path directory_;
  std::map<int, std::shared_ptr<File>> open_;
  std::map<int, std::string> open_names_;
  Names names_;
  Names synced_names_;
  std::vector<std::pair<std::string, std::shared_ptr<File>>> removed_;  // since names were synced

  std::uint64_t steps_ = 0;
  Fault fault_ = Fault::io_error;
  std::uint64_t first_faulty_ = 0;
  std::uint64_t end_of_fault_ = 0;
  bool given_up_ = false;
  bool torn_ = false;  // the next write is of the rest that has no room
};

}  // namespace readcount::journal::testing
