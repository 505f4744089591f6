#pragma once

#include "base/clock.hpp"
#include "journal/last_numbers.hpp"
#include "journal/run_id.hpp"

#include <boost/system/result.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace readcount::journal {

/// One segment file, from its name and header.
struct Segment {
  std::filesystem::path path;
  RunId run;
  std::uint64_t first_number = 0;  ///< the number of its first record, once there is one
  /// The last number of the run that was kept before this segment, 0 for none. Numbers between it
  /// and `first_number` were given to records that were refused: nobody misses them. Nothing when
  /// the header is damaged.
  std::optional<std::uint64_t> previous_last;
  /// Which of the run's records before this segment touch which partition. Nothing when none were
  /// written, or by a version that did not say so, or when it is damaged.
  std::shared_ptr<const LastNumbers> last_numbers;
  std::uint64_t header_bytes = 0;  ///< where its records begin; 0 when the header is damaged
  std::uint64_t bytes = 0;         ///< the file's length
  Time last_written{};             ///< the file's mtime
  std::uint64_t inode = 0;         ///< tells a file from another that had its name before
};

/// Why a directory could not be listed: one line for the operator, naming the file.
struct ListError {
  std::string text;
};

/// All segments directly below a directory, by run, then by number. Files of other names are left
/// alone. A segment that only a newer version can read is an error whose text says so: refuse to
/// start, touch nothing. A file whose header is damaged or cut is listed under the run and number
/// that its name says; a right header goes before the name.
boost::system::result<std::vector<Segment>, ListError> list(const std::filesystem::path& directory);

/// What reading a run's segments met.
struct ReadReport {
  std::uint64_t records = 0;        ///< handed to the visitor
  std::uint64_t last_number = 0;    ///< the highest known to have been written, 0 for none
  std::uint64_t torn_bytes = 0;     ///< behind a segment's last good record; zeros do not count
  std::uint64_t damaged_bytes = 0;  ///< with a good record behind them
  /// Numbers above `after` that were written and that no good record has: lost. Looked for between
  /// the first segment's first number and the last known one. What stood in a torn tail is not
  /// among them unless a later segment knows of it, for without one nothing in it was ever
  /// answered.
  std::uint64_t missing_records = 0;
};

/// Called for each good record, in the order of the numbers. The payload's view ends with the call.
using Visitor = std::function<void(std::uint64_t number, std::string_view payload)>;

/// Reads all records of one run (segments as list() gave them, of that run only) with a number
/// above `after`. Never throws away a good record for a bad one before it. Takes 1 MiB of memory,
/// however long the files are. An unreadable file is an error; a damaged one is not.
boost::system::result<ReadReport> read_run(const std::vector<Segment>& segments,
                                           std::uint64_t after, const Visitor& visit);

/// Unlinks a segment. After a power cut it may be there again: its records' numbers are known to
/// the store's markers then.
boost::system::result<void> remove(const Segment& segment);

}  // namespace readcount::journal
