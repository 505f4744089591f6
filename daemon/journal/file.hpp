#pragma once

#include "journal/fd.hpp"

#include <boost/system/result.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

namespace readcount::journal {

/// A file that is appended to: the system calls below the writer, and nothing else.
///
/// Lives on the writer's thread, but for sync(), which one other thread at a time may call while
/// the writer appends.
class File {
 public:
  /// Creates a file that must not exist yet: mode 0600, append-only, closed on exec.
  static boost::system::result<std::shared_ptr<File>> create(const std::filesystem::path& path);

  /// Appends all of `bytes`, in one write(2) unless the kernel takes only a part. After an error
  /// some of them may stand at the end.
  boost::system::result<void> append(std::string_view bytes);

  /// Waits until all that was appended before this call is on the disk; the first time, until the
  /// file's name is in its directory there too. May take seconds. Fails also when the file system
  /// has given up meanwhile, whatever fdatasync(2) says. Once it has failed it answers with that
  /// error for ever and asks the kernel no more: a second fdatasync(2) would succeed
  /// without the lost pages.
  boost::system::result<void> sync();

  /// Whether a sync() has failed. Not to be asked during one.
  bool sync_has_failed() const noexcept { return sync_failure_.has_value(); }

  /// Whether its name still leads to it. One that was removed or moved away takes writes and syncs
  /// all the same, and no later start finds them.
  bool is_in_place() const noexcept;

  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  File(Fd fd, std::filesystem::path path) : fd_(std::move(fd)), path_(std::move(path)) {}

  boost::system::result<void> sync_once();

  Fd fd_;
  std::filesystem::path path_;

  // only sync() touches these
  bool name_is_synced_ = false;
  std::optional<boost::system::error_code> sync_failure_;
};

}  // namespace readcount::journal
