#pragma once

#include "journal/fd.hpp"

#include <boost/system/result.hpp>

#include <filesystem>
#include <string>

namespace readcount::journal {

/// Why a directory could not be locked: one line for the operator, with the remedy.
struct LockError {
  std::string text;
};

/// Makes this process the only one that uses a state directory, as long as the object lives.
///
/// It is an flock(2) on the directory itself: no lock file is left behind, the kernel frees it when
/// the process dies however it dies, and it does not pass to programs started by this one. Any
/// thread.
class StateDirLock {
 public:
  /// Answers at once. The text of an error names the directory, and the process that holds it where
  /// the system tells.
  static boost::system::result<StateDirLock, LockError> take(
      const std::filesystem::path& directory);

 private:
  explicit StateDirLock(Fd directory) : directory_(std::move(directory)) {}
  Fd directory_;
};

}  // namespace readcount::journal
