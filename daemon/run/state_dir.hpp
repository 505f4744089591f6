#pragma once

#include "journal/lock.hpp"

#include <chrono>
#include <filesystem>

namespace readcount::run {

/// The directory that holds all that outlives a restart: `journal/`, and `redis/` for the private
/// Redis. Locked against a second daemon as long as the object lives.
class StateDir {
 public:
  /// How long one that is killed may keep the lock: its child may have it for a moment.
  static constexpr std::chrono::milliseconds kPatience{500};

  /// Makes the directory if its parent exists, checks that it can be written, and locks it; waits
  /// at most so long for another process to free it.
  /// Throws StartFailure, also when others could write it, or segments of a newer version lie in
  /// its journal. Warns of a file system that does not do what a journal needs.
  explicit StateDir(const std::filesystem::path& path,
                    std::chrono::milliseconds patience = kPatience);

  const std::filesystem::path& path() const noexcept { return path_; }

  /// `journal/`, made if needed. Throws StartFailure, also when a newer version's segments lie
  /// there.
  std::filesystem::path journal() const;

 private:
  std::filesystem::path path_;
  journal::StateDirLock lock_;
};

}  // namespace readcount::run
