#pragma once

#include "journal/cursor.hpp"
#include "metrics/metrics.hpp"
#include "store/store.hpp"
#include "tally/record.hpp"

#include <boost/icl/interval_set.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

namespace readcount::pipeline {

/// What may wait for the store in memory, as tally::Pending counts it; vectors that grow may take
/// twice as much. The more records are summed before they are sent, the less an article costs the
/// store.
inline constexpr std::size_t kMaxPending = std::size_t{8} << 20U;

/// What a run has journalled and the store may lack, read from the journal in parts, so that
/// neither memory nor the time that other work waits grows with it.
///
/// Belongs to the pipeline's executor, which a read() holds up for some milliseconds.
class Backlog {
 public:
  /// What is read goes here.
  struct Taker {
    /// Takes a record; tells whether the store lacked anything of it.
    std::function<bool(const tally::Record&, tally::RecordNumber)> take;
    /// What a partition lacks up to this record is lost. Called before take() of any record behind
    /// it.
    std::function<void(tally::Partition, tally::RecordNumber)> pass_over;
  };

  enum class Reach {
    part,  ///< there is more
    all,   ///< everything up to the number asked for was given to the taker
  };

  /// What was met on the way.
  struct Met {
    std::uint64_t lacking = 0;         ///< records that the store lacked
    std::uint64_t lost = 0;            ///< records that no journal has and the store lacks
    bool is_at_most = false;           ///< fewer may be lost, but one is
    std::uint64_t not_understood = 0;  ///< whole, but of no kind that is known
    std::uint64_t torn_bytes = 0;      ///< see journal::ReadReport
    std::uint64_t damaged_bytes = 0;
  };

  using Numbers = boost::icl::interval_set<tally::RecordNumber>;

  /// What was met at earlier looks at the run's journal, and is not counted again.
  struct Told {
    std::array<Numbers, tally::kPartitions> lost;  ///< of each partition, what it lacks
    Numbers anywhere;                              ///< of gaps that tell no partitions
    tally::RecordNumber not_understood = 0;  ///< up to where records of no known kind were met
  };

  /// Of a run that goes on being written: reads the records behind number `after`. `markers` says
  /// what the store holds. `given` is the last one of which it is known to have been given
  /// something: where the journal does not tell which partitions its missing records touch, those
  /// up to there were in, as the store is given records in order, unless a record before it turns
  /// out to be lacking. What is met is added to `told`, which outlives this.
  Backlog(std::filesystem::path directory, journal::RunId run, tally::RecordNumber after,
          tally::RecordNumber given, const store::Markers& markers, Told& told);

  /// Of a run that has ended: reads all of its segments, as list() gave them. The directory is not
  /// looked at again, since what a look costs grows with the number of runs.
  Backlog(const std::vector<journal::Segment>& segments, journal::RunId run,
          const store::Markers& markers, Told& told);

  /// Reads the next part, up to number `up_to` at most. A journal that cannot be read is a
  /// `transient` failure: the same part can be tried again.
  store::Result<Reach> read(tally::RecordNumber up_to, const Taker& taker);

  /// Everything up to here was given to the taker, or met otherwise.
  tally::RecordNumber through() const noexcept { return cursor_.through(); }

  /// When the newest record that was read had come in; nothing before the first.
  std::optional<Time> since() const noexcept { return since_; }

  Met met() const;

 private:
  store::Result<void> look();
  void miss(const journal::Cursor::Gap& gap, const Taker& taker);
  void give(const Taker& taker);

  std::filesystem::path directory_;
  journal::RunId run_id_;
  bool growing_;
  journal::Cursor cursor_;
  tally::RecordNumber given_;
  store::Markers markers_;
  Told before_;  // what was told before this look
  Told* told_;
  std::optional<Time> since_;
  Met met_;
};

}  // namespace readcount::pipeline
