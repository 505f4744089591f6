#pragma once

#include "journal/reader.hpp"
#include "journal/scanner.hpp"
#include "journal/window.hpp"

#include <boost/system/result.hpp>

#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace readcount::journal {

/// Walks over the records of one run in the order of their numbers, a step at a time, so that a
/// long journal can be read in parts, and one that is still being written as far as it goes.
///
/// Takes 1 MiB of memory, however long the files are. Never throws away a good record for a bad
/// one before it. One thread; of a run that is being written, the writer's.
class Cursor {
 public:
  enum class Run {
    ended,    ///< its last segment has an end, and what is torn there is counted
    growing,  ///< more may be appended behind an `end`
  };
  enum class Found {
    record,  ///< number() and payload() are set; the payload's view ends with the next call
    gap,     ///< the numbers of missing() were written, and no good record has them
    end,     ///< nothing more up to the number asked for
  };
  struct Gap {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    /// What the segment behind it says, if it stands in front of one: see Segment.
    std::shared_ptr<const LastNumbers> last_numbers;
  };

  /// Records and gaps up to number `after` are passed over.
  Cursor(Run run, std::uint64_t after) : run_(run), through_(after) {}

  /// Tells the cursor the run's segments (as list() gave them, of that run only): before the first
  /// step, and again before going on after anything was written or removed.
  void set_segments(const std::vector<Segment>& segments);

  /// The next step. A file that cannot be read is an error, and the step can be tried again.
  boost::system::result<Found> next(
      std::uint64_t up_to = std::numeric_limits<std::uint64_t>::max());

  std::uint64_t number() const noexcept { return through_; }
  std::string_view payload() const noexcept { return scanner_->payload(); }
  const Gap& missing() const noexcept { return gap_; }

  /// Up to here every number was found, missed, or not asked for.
  std::uint64_t through() const noexcept { return through_; }

  /// See ReadReport; of the segments that were read to their end.
  std::uint64_t torn_bytes() const noexcept { return torn_bytes_; }
  std::uint64_t damaged_bytes() const noexcept { return damaged_bytes_; }

 private:
  enum class Further { yes, no };

  boost::system::result<void> enter();
  boost::system::result<Further> look_further();
  void leave();
  std::uint64_t bound() const;
  bool misses_up_to(std::uint64_t last);

  Run run_;
  std::deque<Segment> segments_;  // the one being read, if there is one, and those behind it
  Window window_;
  std::optional<Scanner> scanner_;     // of the segment being read
  std::optional<std::uint64_t> left_;  // the first number of the segment read last, to its end
  bool has_grown_ = false;             // the file may be longer than when it was looked at
  bool held_ = false;                  // the scanner's record is still to be handed out
  std::uint64_t through_;
  Gap gap_;
  std::uint64_t torn_bytes_ = 0;
  std::uint64_t damaged_bytes_ = 0;
};

}  // namespace readcount::journal
