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
    if (known != applied_.end()) metrics::count(metrics_.store_rollbacks);
    const auto settled = co_await settle(run, std::move(segments), marker);
    if (!settled) co_return settled.error();
  }
  co_return store::Result<void>{};
}

asio::awaitable<store::Result<void>> Recovery::settle(journal::RunId run, Segments segments,
                                                      store::Markers markers) {
  // Another daemon may hold a copy of this journal and apply it too; then a marker moves under our
  // hands and the rest is read again from there. Each round moves markers, so there are few.
  for (;;) {
    tally::Pending pending;
    const auto records = read(segments, markers, pending);
    if (pending.empty()) break;
    log_info("run " + run.hex() + " left " + std::to_string(records) +
             " records that are not in the store: applying them");
    const auto moved = co_await apply(run, pending, markers);
    if (!moved) co_return moved.error();
    metrics::count(metrics_.replayed_records, static_cast<double>(records));
    markers = *moved;
  }
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

std::uint64_t Recovery::read(const Segments& segments, const store::Markers& markers,
                             tally::Pending& pending) {
  for (unsigned p = 0; p < tally::kPartitions; ++p) {
    pending.restart(static_cast<tally::Partition>(p), markers[p]);
  }
  std::uint64_t unapplied = 0;
  const auto visit = [&](std::uint64_t number, std::string_view payload) {
    const auto record = tally::decode(payload);
    if (!record) {
      log_error("journal: record " + std::to_string(number) + " is whole but not understood");
      metrics::count(metrics_.unrecoverable_records);
      return;
    }
    bool touched = false;
    for_each_unapplied(*record, number, markers, [&](tally::Partition partition) {
      pending.add_to(partition, *record, number);
      touched = true;
    });
    unapplied += touched ? 1 : 0;
  };
  const auto report = journal::read_run(segments, 0, visit);
  if (!report) {
    log_error("journal: a segment cannot be read: " + report.error().message());
    return unapplied;
  }
  if (report->torn_bytes > 0) {
    log_info("journal: " + std::to_string(report->torn_bytes) +
             " bytes behind the last whole record were never answered and are skipped");
  }
  if (report->damaged_bytes > 0 || report->missing_records > 0) {
    log_error("journal: " + std::to_string(report->damaged_bytes) + " damaged bytes, " +
              std::to_string(report->missing_records) + " records missing");
  }
  metrics::count(metrics_.journal_torn_bytes, static_cast<double>(report->torn_bytes));
  metrics::count(metrics_.journal_damaged_bytes, static_cast<double>(report->damaged_bytes));
  metrics::count(metrics_.unrecoverable_records, static_cast<double>(report->missing_records));
  return unapplied;
}

}  // namespace readcount::pipeline
