#include "pipeline/recovery.hpp"

#include "base/log.hpp"

#include <utility>

namespace readcount::pipeline {

Recovery::Recovery(std::filesystem::path directory, journal::RunId own_run, store::Store& store,
                   metrics::Metrics& metrics)
    : directory_(std::move(directory)), own_run_(own_run), store_(store), metrics_(metrics) {}

asio::awaitable<store::Result<void>> Recovery::run() {
  const auto listed = journal::list(directory_);
  if (!listed) {
    log_error("journal: " + listed.error().text);
    co_return store::Result<void>{};
  }
  std::map<journal::RunId, Segments> runs;
  for (const auto& segment : *listed) {
    if (segment.run != own_run_) runs[segment.run].push_back(segment);
  }
  std::vector<std::string> producers;
  for (const auto& [run, segments] : runs) producers.push_back(run.hex());
  const auto markers = co_await store_.markers(std::move(producers));
  if (!markers) co_return markers.error();

  std::size_t i = 0;
  for (auto& [run, segments] : runs) {
    const auto& marker = (*markers)[i++];
    const auto known = applied_.find(run);
    if (known != applied_.end() && known->second == marker) continue;
    if (known != applied_.end()) {
      // The store lost what it had of this run: until that is settled its journal is needed.
      metrics::count(metrics_.store_rollbacks);
      applied_.erase(known);
    }
    const auto settled = co_await settle(run, std::move(segments), marker);
    if (!settled) co_return settled.error();
  }
  co_return store::Result<void>{};
}

asio::awaitable<store::Result<void>> Recovery::settle(journal::RunId run, Segments segments,
                                                      store::Markers markers) {
  // Another daemon may hold a copy of this journal and apply it too; then a marker moves under our
  // hands and the rest is read again from there. Each round moves markers, so there are few.
  std::optional<Reading> first;
  for (;;) {
    tally::Pending pending;
    const auto reading = read(segments, markers, pending);
    if (!reading) {
      // Not applied, so its segments stay; the next connect tries again.
      log_error("journal: run " + run.hex() + " cannot be read: " + reading.error().message());
      co_return store::Result<void>{};
    }
    if (!first) first = *reading;
    if (pending.empty()) break;
    log_info("run " + run.hex() + " left " + std::to_string(reading->unapplied) +
             " records that are not in the store: applying them");
    const auto moved = co_await apply(run, pending, markers);
    if (!moved) co_return moved.error();
    metrics::count(metrics_.replayed_records, static_cast<double>(reading->unapplied));
    markers = *moved;
  }
  report(*first);
  applied_[run] = markers;
  co_return store::Result<void>{};
}

asio::awaitable<store::Result<store::Markers>> Recovery::apply(journal::RunId run,
                                                               tally::Pending& pending,
                                                               store::Markers markers) {
  const auto producer = run.hex();
  while (!pending.empty()) {
    auto batches = pending.take();
    const auto sent = batches;
    const auto results = co_await store_.apply(producer, std::move(batches));
    if (!results) co_return results.error();
    for (std::size_t i = 0; i < sent.size(); ++i) {
      const auto& result = (*results)[i];
      if (!result) co_return result.error();
      const auto partition = sent[i].partition;
      markers[partition] = result->marker;
      if (result->done) {
        pending.confirm(partition);
      } else {
        pending.restart(partition, result->marker);
      }
    }
  }
  co_return markers;
}

boost::system::result<Recovery::Reading> Recovery::read(const Segments& segments,
                                                        const store::Markers& markers,
                                                        tally::Pending& pending) {
  for (unsigned p = 0; p < tally::kPartitions; ++p) {
    pending.restart(static_cast<tally::Partition>(p), markers[p]);
  }
  Reading reading;
  const auto visit = [&](std::uint64_t number, std::string_view payload) {
    const auto record = tally::decode(payload);
    if (!record) {
      ++reading.not_understood;
      return;
    }
    bool touched = false;
    for_each_unapplied(*record, number, markers, [&](tally::Partition partition) {
      pending.add_to(partition, *record, number);
      touched = true;
    });
    reading.unapplied += touched ? 1 : 0;
  };
  const auto result = journal::read_run(segments, 0, visit);
  if (!result) return result.error();
  reading.journal = *result;
  return reading;
}

/// Says and counts what a run's journal lacked; once a run.
void Recovery::report(const Reading& reading) {
  const auto& journal = reading.journal;
  if (journal.torn_bytes > 0) {
    log_info("journal: " + std::to_string(journal.torn_bytes) +
             " bytes behind the last whole record were never answered and are skipped");
  }
  const auto lost = journal.missing_records + reading.not_understood;
  if (journal.damaged_bytes > 0 || lost > 0) {
    log_error("journal: " + std::to_string(journal.damaged_bytes) + " damaged bytes, " +
              std::to_string(journal.missing_records) + " records missing, " +
              std::to_string(reading.not_understood) + " whole but not understood");
  }
  metrics::count(metrics_.journal_torn_bytes, static_cast<double>(journal.torn_bytes));
  metrics::count(metrics_.journal_damaged_bytes, static_cast<double>(journal.damaged_bytes));
  metrics::count(metrics_.unrecoverable_records, static_cast<double>(lost));
}

}  // namespace readcount::pipeline
