#pragma once

#include "base/asio.hpp"
#include "journal/reader.hpp"
#include "metrics/metrics.hpp"
#include "store/store.hpp"
#include "tally/pending.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace readcount::pipeline {

/// Brings what earlier runs journalled and did not see applied into the store, each under its own
/// run's id, exactly once: what is above a partition's marker is applied, the rest is not.
///
/// The markers of a run that is wholly in are remembered, so that checking it again at the next
/// connect costs a look at its markers; only a marker that went back makes its journal be read
/// again. Belongs to the pipeline's executor; reading a journal holds that executor up.
class Recovery {
 public:
  Recovery(std::filesystem::path directory, journal::RunId own_run, store::Store& store,
           metrics::Metrics& metrics);

  /// Settles all earlier runs. After a failure call it again, once the store is open again.
  asio::awaitable<store::Result<void>> run();

  /// Whether everything of this earlier run is known to be in.
  bool is_applied(const journal::RunId& run) const { return applied_.contains(run); }

  /// Its journal is gone: forgets it.
  void forget(const journal::RunId& run) { applied_.erase(run); }

 private:
  using Segments = std::vector<journal::Segment>;

  /// What one reading of a run met.
  struct Reading {
    std::uint64_t unapplied = 0;       ///< records above a marker
    std::uint64_t not_understood = 0;  ///< whole, but of no kind that is known
    journal::ReadReport journal;
  };

  asio::awaitable<store::Result<void>> settle(journal::RunId run, Segments segments,
                                              store::Markers markers);
  asio::awaitable<store::Result<store::Markers>> apply(journal::RunId run, tally::Pending& pending,
                                                       store::Markers markers);
  boost::system::result<Reading> read(const Segments& segments, const store::Markers& markers,
                                      tally::Pending& pending);
  void report(const Reading& reading);

  std::filesystem::path directory_;
  journal::RunId own_run_;
  store::Store& store_;
  metrics::Metrics& metrics_;
  std::map<journal::RunId, store::Markers> applied_;
};

/// Calls `visit(partition, record, number)` for each partition that a record above its marker
/// touches. Shared with the replay of the own run.
template <class Visit>
void for_each_unapplied(const tally::Record& record, tally::RecordNumber number,
                        const store::Markers& markers, Visit&& visit) {
  const auto article = tally::partition_of(record.article);
  const auto site = tally::partition_of({record.article.site, {}});
  if (number > markers[article]) visit(article);
  if (site != article && number > markers[site]) visit(site);
}

}  // namespace readcount::pipeline
