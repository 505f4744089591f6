#pragma once

#include "journal/run_id.hpp"

#include <boost/system/result.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace readcount::journal {

class File;

/// Appends the records of this run. FORMAT.md says what lands in the files.
///
/// stage() takes records into memory, write() puts all of them down with one write(2). When a write
/// fails, what was staged is dropped, the segment is cut back to its last whole batch and closed
/// for good, and the next write() tries a new segment; the dropped records' numbers are never used
/// again. The same holds after a failed sync: the kernel has forgotten which pages were bad, so
/// that file is never synced or written again (call abandon_segment()).
///
/// Whether a record that is written counts as kept at once, or only once it is synced, is the
/// caller's to say. A record that is not kept is refused, and no reader takes it.
///
/// Lives on the pipeline's thread, but for File::sync() of the files handed out.
class Writer {
 public:
  struct Options {
    std::filesystem::path directory;  ///< exists
    RunId run;
    std::uint64_t segment_bytes = 64ULL << 20;  ///< a segment is closed once it is this long
  };

  /// Makes the first segment, so that an unwritable directory is found at once.
  static boost::system::result<Writer> create(Options options);

  Writer(Writer&&) noexcept;
  Writer& operator=(Writer&&) noexcept;
  ~Writer();

  /// Takes a record and gives it its number: 1, 2, 3, … `partitions`: of the store, that it
  /// touches (last_numbers.hpp). A payload longer than kMaxPayload is a mistake of the caller:
  /// std::length_error.
  std::uint64_t stage(std::string_view payload, std::span<const std::uint8_t> partitions = {});

  /// Writes what is staged. On success every staged record is in the file (page cache). With
  /// nothing staged it tells whether the journal can be written: it makes the segment that the next
  /// record will need, if there is none.
  boost::system::result<void> write();

  /// The files that hold records not yet synced, oldest first; each is then the caller's to sync,
  /// on any one thread. Empty when all is synced. Come again when all of them are synced, or
  /// abandon_segment() first.
  std::vector<std::shared_ptr<File>> take_unsynced();

  /// Closes the current segment for good (after a failed sync, not during one); the next write()
  /// starts another. What is staged is not lost: it goes there.
  ///
  /// `last_kept` is last_written() where records are kept once they are written. Where they are
  /// kept once they are synced, it is what last_written() was at the last take_unsynced() whose
  /// files were all synced, 0 before the first: what was written since is refused, is cut off or
  /// removed, and counts as never written.
  void abandon_segment(std::uint64_t last_kept);

  /// Whether the current segment, if there is one, is still where a reader looks for it: nobody has
  /// removed it, nor the directory. If not, abandon_segment().
  bool is_in_place() const noexcept;

  /// The last number that is written, and not refused since; 0 before the first.
  std::uint64_t last_written() const noexcept;

  const std::filesystem::path& directory() const noexcept;

  /// The last number given, 0 before the first.
  std::uint64_t last_number() const noexcept;

  /// Bytes this run has written so far, each segment's header with its first record, removed
  /// segments too: it only grows, and between two looks by as much as the journal did.
  std::uint64_t bytes() const noexcept;

 private:
  struct State;
  explicit Writer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace readcount::journal
