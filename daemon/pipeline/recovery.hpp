#pragma once

#include "base/asio.hpp"
#include "journal/reader.hpp"
#include "metrics/metrics.hpp"
#include "pipeline/backlog.hpp"
#include "store/store.hpp"
#include "tally/pending.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <vector>

namespace readcount::pipeline {

/// Brings what earlier runs journalled and did not see applied into the store, each under its own
/// run's id, exactly once: what is above a partition's marker is applied, the rest is not.
///
/// The markers of a run that is wholly in are remembered, so that checking it again at the next
/// connect costs a look at its markers; only a marker that moved makes its journal be read again.
/// Belongs to the pipeline's executor; other work goes on between the parts of a long journal.
class Recovery {
 public:
  Recovery(asio::any_io_executor executor, std::filesystem::path directory, journal::RunId own_run,
           store::Store& store, metrics::Metrics& metrics);

  /// Looks whether earlier runs left anything. Before the first run().
  void look();

  /// Settles all earlier runs. After a failure call it again, once the store is open again.
  asio::awaitable<store::Result<void>> run();

  enum class Store { as_known, lost_data };

  /// Whether the store still holds what run() found of the earlier runs.
  asio::awaitable<store::Result<Store>> has_lost();

  /// Ends run() with a failure after the part that is under way.
  void stop() noexcept { stopping_ = true; }

  /// Whether everything of all earlier runs is known to be in.
  bool is_settled() const noexcept { return settled_; }

  /// Whether everything of this earlier run is known to be in.
  bool is_applied(const journal::RunId& run) const { return applied_.contains(run); }

  /// The earlier runs of which everything is in, and whose journals are here.
  std::vector<std::string> settled_runs() const;

  /// Its journal is gone: forgets it.
  void forget(const journal::RunId& run) {
    applied_.erase(run);
    told_.erase(run);
  }

 private:
  enum class Round {
    all_in,
    marker_moved,  ///< a marker was not where it had been a moment before
  };

  /// What the log and the metrics have of a run's journal.
  struct Told : Backlog::Told {
    std::uint64_t torn_bytes = 0;
    std::uint64_t damaged_bytes = 0;
  };

  using Runs = std::map<journal::RunId, std::vector<journal::Segment>>;

  store::Result<Runs> earlier_runs() const;
  asio::awaitable<store::Result<void>> settle(journal::RunId run,
                                              const std::vector<journal::Segment>& segments,
                                              store::Markers markers);
  asio::awaitable<store::Result<Round>> apply_all(journal::RunId run, Backlog& backlog,
                                                  store::Markers& markers);
  asio::awaitable<store::Result<Round>> apply(journal::RunId run, tally::Pending& pending,
                                              store::Markers& markers);
  void report(journal::RunId run, const Backlog::Met& met);

  asio::any_io_executor executor_;
  std::filesystem::path directory_;
  journal::RunId own_run_;
  store::Store& store_;
  metrics::Metrics& metrics_;
  std::map<journal::RunId, store::Markers> applied_;
  std::map<journal::RunId, Told> told_;
  bool settled_ = false;
  bool stopping_ = false;
};

}  // namespace readcount::pipeline
