#pragma once

#include "journal/lock.hpp"

#include <filesystem>

namespace readcount::run {

/// The directory that holds all that outlives a restart: `journal/`, and `redis/` for the private
/// Redis. Locked against a second daemon as long as the object lives.
class StateDir {
 public:
  /// Makes the directory if its parent exists, checks that it can be written, and locks it.
  /// Throws StartFailure, also when others could write it, or segments of a newer version lie in
  /// its journal. Warns of a file system that does not do what a journal needs.
  explicit StateDir(const std::filesystem::path& path);

  /// The same with the lock of it that somebody else waited for.
  StateDir(const std::filesystem::path& path, journal::StateDirLock lock);

  /// For a directory that another daemon still has: throws StartFailure if this one could not use
  /// it once it is free.
  static void check(const std::filesystem::path& path);

  const std::filesystem::path& path() const noexcept { return path_; }

  /// `journal/`, made if needed. Throws StartFailure, also when a newer version's segments lie
  /// there.
  std::filesystem::path journal() const;

 private:
  void look() const;

  std::filesystem::path path_;
  journal::StateDirLock lock_;
};

}  // namespace readcount::run
