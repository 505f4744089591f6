#pragma once

#include "tally/article_hash.hpp"
#include "tally/batch.hpp"
#include "tally/record.hpp"
#include "tally/sum.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <array>
#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

namespace readcount::tally {

/// What one run has journalled and the store has not confirmed, as batches a partition.
///
/// How it works. add() sums a record into the open batch of each of its subjects' partitions.
/// take() closes the oldest batches of some partitions that have news and hands out copies; a
/// closed batch never changes again, so it can be sent a second time word for word when the first
/// time came to nothing. confirm() drops it once the store has said that it is in; settle() decides
/// from the store's marker what to do after an unknown result.
///
/// Records must be added in the order of their numbers. Not thread-safe; does no I/O.
class Pending {
 public:
  /// Sums a record into the partitions of its subjects.
  void add(const Record& record, RecordNumber number);

  /// The same for one partition only, and only if the record touches it: for replays.
  void add_to(Partition partition, const Record& record, RecordNumber number);

  /// Records up to this one, of those that touch a partition, are lost: lets its marker pass them,
  /// so that nobody looks for them again. Nothing for one that is at the marker already.
  void pass_over(Partition partition, RecordNumber number, Time now);

  /// What a batch weighs at most, but for its last record: it is one script call, and a script
  /// stops all other work of its Redis, at this weight for some ten milliseconds.
  static constexpr std::size_t kMaxBatch = 12000 * kAmountWeight;

  /// What is taken at a time weighs at most, but for its last batch: whoever asks the same Redis
  /// meanwhile waits for it.
  static constexpr std::size_t kMaxRound = 2 * kMaxBatch;

  /// The oldest batches of partitions that have one, closed: of all of them, or up to kMaxRound.
  /// The next call begins with the partitions that this one has left out, so that each gets its
  /// turn, whatever becomes of the batches.
  std::vector<Batch> take();

  /// The store holds the oldest batch of this partition: drops and returns it.
  Batch confirm(Partition partition);

  /// What the store's marker of a partition means.
  enum class Verdict {
    settled,  ///< nothing, or only whole batches are in: go on with what is left
    behind,   ///< the store knows less than it had confirmed, it lost data: begin again after its
              ///< marker, from the journal
    ahead,    ///< the store knows more than is known here, up to a record that ends no batch here
              ///< (a copy of this journal was applied): the same
    foreign,  ///< the store knows more than was ever journalled: somebody else writes under this id
  };
  struct Settlement {
    Verdict verdict = Verdict::settled;
    std::vector<Batch> in;  ///< batches that turned out to be in; dropped here
  };

  /// Compares the marker with what is known. `last_number` is the last record of the run.
  Settlement settle(Partition partition, RecordNumber marker, RecordNumber last_number);

  /// Forgets all batches; what they held is then added again by add_to() from the journal.
  void drop();

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

  /// The memory of all batches, roughly.
  std::size_t bytes() const noexcept { return bytes_; }

 private:
  /// Where something stands in its vector, by its hash.
  using Index = boost::unordered_flat_map<std::uint64_t, std::size_t>;

  struct Queued {
    Batch batch;
    RecordNumber first = 0;  ///< the batch's first record
    Time since{};            ///< and when it came in
    Growth size;
    bool closed = false;
    Index deltas;   ///< by subject and hour
    Index sources;  ///< by delta, kind and value
    Index lists;    ///< by delta and path
  };
  struct Queue {
    RecordNumber confirmed = 0;
    std::deque<Queued> batches;
  };

  Queued& open_batch(Partition partition, RecordNumber number, Time at);
  void sum(Partition partition, const Hashed& subject, const Hashed& article, const Record& record,
           RecordNumber number);
  void seal(Partition partition);
  static void add_to_list(Queued& queued, std::size_t delta, const Hashed& article,
                          const Record& record);
  static void add_source(Queued& queued, std::size_t delta, char kind, const std::string& value);

  std::array<Queue, kPartitions> queues_;
  Partition next_ = 0;  // with which take() begins
  std::size_t bytes_ = 0;
};

}  // namespace readcount::tally
