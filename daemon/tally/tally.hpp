#pragma once

#include "ping/ping.hpp"
#include "tally/article_table.hpp"
#include "tally/pending.hpp"
#include "tally/record.hpp"
#include "tally/repeat_window.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace readcount::tally {

/// What a ping is decided to be, before it is journalled.
struct Decision {
  bool counted = false;     ///< false: a repeat
  bool new_reader = false;  ///< of a counted view
  std::uint64_t pair = 0;   ///< of the repeat window
  std::optional<Time> window_before;
};

/// A reader's keys: today's, and yesterday's while a window may reach back over midnight.
struct ReaderKeys {
  ping::ReaderKey today = 0;
  std::optional<ping::ReaderKey> yesterday;
};

/// Everything that counts, of this run. Pure: time comes with the ping, records come from the
/// caller, nothing here reads a clock, a socket or a file.
///
/// The life of a ping: decide(), then the caller writes the record; then commit(), or withdraw()
/// when it could not be kept. Batches go to the store and come back through applied().
/// Not thread-safe: it belongs to the pipeline's executor.
class Tally {
 public:
  struct Options {
    std::chrono::seconds repeat_window{1800};
    std::size_t max_pairs = 4'000'000;
    std::size_t max_articles = 1'000'000;
  };

  explicit Tally(const Options& options);

  /// View or repeat? Opens the window of a view at once, so that the next ping of the same batch
  /// sees it.
  Decision decide(const ping::Ping& ping, const ReaderKeys& reader);

  /// The record of this decision could not be kept: as if the ping had never come.
  void withdraw(const Decision& decision);

  /// The record is kept: counts it. Returns the article's entry.
  Entry& commit(const Record& record, RecordNumber number);

  /// A view of an earlier run, from its journal: its reader's next ping is a repeat. In the order
  /// in which they came, before the first decide().
  void remember(const Record& record);

  /// The store has applied the oldest batch of this partition and answered with these totals, an
  /// entry a delta; none when it is only known that the batch is in.
  void applied(Partition partition, const std::vector<Totals>& totals,
               std::chrono::steady_clock::time_point now);

  /// Compares the store's marker after an unknown result; see Pending::settle().
  Pending::Verdict settle(Partition partition, RecordNumber marker, RecordNumber last_number);

  /// A partition whose marker in the store is not the one that is known here.
  struct Restart {
    Partition partition;
    RecordNumber marker;
  };

  /// Forgets what is pending: until caught_up() it comes from the journal, by catch_up(), and what
  /// commit() counts is only shown. `through` is the last record that was added, `last` the last
  /// that was committed. Of the partitions in `restarts` all that is above the marker is unapplied
  /// again, and totals are no longer known. Returns the number after which the journal has to be
  /// read.
  RecordNumber fall_behind(RecordNumber through, RecordNumber last,
                           const std::vector<Restart>& restarts);

  /// A record from the journal, in the order of their numbers. Tells whether the store lacked
  /// anything of it.
  bool catch_up(const Record& record, RecordNumber number);

  /// Every committed record was given to catch_up().
  void caught_up() noexcept { behind_ = false; }

  bool is_behind() const noexcept { return behind_; }

  ArticleTable& articles() noexcept { return articles_; }
  Pending& pending() noexcept { return pending_; }
  const Pending& pending() const noexcept { return pending_; }
  const RepeatWindow& repeats() const noexcept { return repeats_; }

 private:
  void settle_entry(const Delta& delta, const Totals* totals,
                    std::chrono::steady_clock::time_point now);

  std::chrono::seconds window_;
  RepeatWindow repeats_;
  ArticleTable articles_;
  Pending pending_;
  bool behind_ = false;

  /// Of a restarted partition: the records whose effect is no longer in the entries' unapplied part
  /// and is added to it as they are read again.
  struct Refill {
    RecordNumber after = 0;
    RecordNumber through = 0;
  };
  std::array<Refill, kPartitions> refills_{};
};

}  // namespace readcount::tally
