#pragma once

#include "tally/batch.hpp"
#include "tally/record.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <array>
#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

namespace readcount::tally {

/// What one run has journalled and the store has not confirmed, as batches a partition.
///
/// How it works. add() sums a record into the open batch of its article's partition and of its
/// site's. take() closes the oldest batch of each partition that has news and hands out copies; a
/// closed batch never changes again, so it can be sent a second time word for word when the first
/// time came to nothing. confirm() drops it once the store has said that it is in; settle() decides
/// from the store's marker what to do after an unknown result.
///
/// Records must be added in the order of their numbers. Not thread-safe; does no I/O.
class Pending {
 public:
  /// Sums a record into its two partitions. `new_reader`: see Delta::new_readers.
  void add(const Record& record, RecordNumber number, bool new_reader);

  /// The same for one partition only, and only if the record touches it: for replays.
  void add_to(Partition partition, const Record& record, RecordNumber number);

  /// The oldest batch of each partition that has one, closed.
  std::vector<Batch> take();

  /// The store holds the oldest batch of this partition: drops and returns it.
  Batch confirm(Partition partition);

  /// What the store's marker of a partition means.
  enum class Verdict {
    settled,  ///< nothing, or only whole batches are in: go on with what is left
    replay,   ///< the store knows less (it lost data) or half a batch: begin again after its marker
    foreign,  ///< the store knows more than was ever journalled: somebody else writes under this id
  };
  struct Settlement {
    Verdict verdict = Verdict::settled;
    std::vector<Batch> in;  ///< batches that turned out to be in; dropped here
  };

  /// Compares the marker with what is known. `last_number` is the last record of the run.
  Settlement settle(Partition partition, RecordNumber marker, RecordNumber last_number);

  /// Forgets a partition's batches and takes the marker for confirmed; what is above it is then
  /// added again by add_to() from the journal.
  void restart(Partition partition, RecordNumber marker);

  /// The marker that the store confirmed last.
  RecordNumber confirmed(Partition partition) const noexcept {
    return queues_[partition].confirmed;
  }

  /// The number of the oldest record that is not confirmed everywhere; nothing when all are.
  std::optional<RecordNumber> oldest() const;

  /// When that record came in.
  std::optional<Time> oldest_time() const;

  bool empty() const noexcept;

 private:
  struct Queued {
    Batch batch;
    RecordNumber first = 0;  ///< the batch's first record
    Time since{};            ///< and when it came in
    std::size_t readers = 0;
    bool closed = false;
    boost::unordered_flat_map<std::uint64_t, std::size_t> index;  ///< article and hour → delta
  };
  struct Queue {
    RecordNumber confirmed = 0;
    std::deque<Queued> batches;
  };

  Queued& open_batch(Partition partition, RecordNumber number, Time at);
  void sum(Partition partition, const ping::Article& subject, const Record& record,
           RecordNumber number, bool new_reader);

  std::array<Queue, kPartitions> queues_;
};

}  // namespace readcount::tally
