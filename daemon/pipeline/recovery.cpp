#include "pipeline/recovery.hpp"

#include "base/log.hpp"
#include "pipeline/damage.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace readcount::pipeline {
namespace {

// More than while pings are taken: the more records are summed, the less an article costs.
constexpr std::size_t kMaxRecovered = 4 * kMaxPending;

constexpr auto kToTheEnd = std::numeric_limits<tally::RecordNumber>::max();

bool any_below(const store::Markers& markers, const store::Markers& known) {
  for (std::size_t p = 0; p < markers.size(); ++p) {
    if (markers[p] < known[p]) return true;
  }
  return false;
}

bool add_lacking(tally::Pending& pending, const tally::Record& record, tally::RecordNumber number) {
  bool lacking = false;
  for_each_partition(record, [&](tally::Partition partition) {
    if (number <= pending.confirmed(partition)) return;
    pending.add_to(partition, record, number);
    lacking = true;
  });
  return lacking;
}

}  // namespace

Recovery::Recovery(asio::any_io_executor executor, std::filesystem::path directory,
                   journal::RunId own_run, store::Store& store, metrics::Metrics& metrics)
    : executor_(std::move(executor)),
      directory_(std::move(directory)),
      own_run_(own_run),
      store_(store),
      metrics_(metrics) {}

void Recovery::look() {
  const auto runs = earlier_runs();
  settled_ = runs && runs->empty();
}

store::Result<Recovery::Runs> Recovery::earlier_runs() const {
  const auto listed = journal::list(directory_);
  if (!listed) {
    return store::Failure{store::FailureKind::transient, "the journal: " + listed.error().text};
  }
  Runs runs;
  for (const auto& segment : *listed) {
    if (segment.run != own_run_) runs[segment.run].push_back(segment);
  }
  return runs;
}

std::vector<std::string> Recovery::settled_runs() const {
  std::vector<std::string> runs;
  runs.reserve(applied_.size());
  for (const auto& [run, markers] : applied_) runs.push_back(run.hex());
  return runs;
}

asio::awaitable<store::Result<void>> Recovery::run() {
  const auto listed = earlier_runs();
  if (!listed) co_return listed.error();
  const auto& runs = *listed;
  std::vector<std::string> producers;
  producers.reserve(runs.size());
  for (const auto& [run, segments] : runs) producers.push_back(run.hex());
  const auto markers = co_await store_.markers(std::move(producers));
  if (!markers) co_return markers.error();

  std::size_t i = 0;
  for (const auto& [run, segments] : runs) {
    const auto& marker = (*markers)[i++];
    const auto known = applied_.find(run);
    if (known != applied_.end() && known->second == marker) continue;
    if (known != applied_.end()) {
      if (any_below(marker, known->second)) metrics::count(metrics_.store_rollbacks);
      applied_.erase(known);  // until that is settled its journal is needed
    }
    settled_ = false;
    const auto settled = co_await settle(run, segments, marker);
    if (!settled) co_return settled.error();
  }
  settled_ = true;
  co_return store::Result<void>{};
}

asio::awaitable<store::Result<Recovery::Store>> Recovery::has_lost() {
  std::vector<std::string> producers;
  std::vector<store::Markers> known;
  producers.reserve(applied_.size());
  known.reserve(applied_.size());
  for (const auto& [run, markers] : applied_) {
    producers.push_back(run.hex());
    known.push_back(markers);
  }
  if (producers.empty()) co_return Store::as_known;
  const auto markers = co_await store_.markers(std::move(producers));
  if (!markers) co_return markers.error();
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (any_below((*markers)[i], known[i])) co_return Store::lost_data;
  }
  co_return Store::as_known;
}

asio::awaitable<store::Result<void>> Recovery::settle(journal::RunId run,
                                                      const std::vector<journal::Segment>& segments,
                                                      store::Markers markers) {
  for (auto round = Round::marker_moved; round != Round::all_in;) {
    // A marker moves where another daemon holds a copy of this journal and applies it too: again,
    // from its markers. Each round moves some, so there are few.
    Backlog backlog(segments, run, markers, told_[run]);
    const auto ended = co_await apply_all(run, backlog, markers);
    report(run, backlog.met());  // of a round that failed too: what it met is not told of again
    if (!ended) co_return ended.error();
    round = *ended;
    const auto lacking = backlog.met().lacking;
    if (round == Round::all_in && lacking > 0) {
      log_info("run " + run.hex() + ": " + std::to_string(lacking) +
               " records were applied from the journal");
    }
  }
  applied_[run] = markers;
  co_return store::Result<void>{};
}

asio::awaitable<store::Result<Recovery::Round>> Recovery::apply_all(journal::RunId run,
                                                                    Backlog& backlog,
                                                                    store::Markers& markers) {
  tally::Pending pending;
  for (unsigned p = 0; p < tally::kPartitions; ++p) {
    pending.restart(static_cast<tally::Partition>(p), markers[p]);
  }
  Backlog::Taker taker;
  taker.take = [&pending](const tally::Record& record, tally::RecordNumber number) {
    return add_lacking(pending, record, number);
  };
  taker.pass_over = [&pending](tally::Partition partition, tally::RecordNumber number) {
    pending.pass_over(partition, number, wall_now());
  };
  std::uint64_t counted = 0;
  for (auto reach = Backlog::Reach::part; reach == Backlog::Reach::part;) {
    const auto read = backlog.read(kToTheEnd, taker);
    if (!read) co_return read.error();
    reach = *read;
    if (reach == Backlog::Reach::all || pending.bytes() >= kMaxRecovered) {
      if (counted == 0 && !pending.empty()) {
        log_info("run " + run.hex() + " left records that are not in the store: applying them");
      }
      const auto applied = co_await apply(run, pending, markers);
      if (!applied) co_return applied.error();
      if (*applied == Round::marker_moved) co_return Round::marker_moved;
      const auto lacking = backlog.met().lacking;
      metrics::count(metrics_.replayed_records, static_cast<double>(lacking - counted));
      counted = lacking;
    }
    co_await asio::post(executor_, asio::use_awaitable);
    if (stopping_) {
      store::Failure stopped{store::FailureKind::transient, "the daemon stops"};
      co_return stopped;
    }
  }
  co_return Round::all_in;
}

asio::awaitable<store::Result<Recovery::Round>> Recovery::apply(journal::RunId run,
                                                                tally::Pending& pending,
                                                                store::Markers& markers) {
  const auto producer = run.hex();
  auto round = Round::all_in;
  while (!pending.empty() && round == Round::all_in) {
    auto batches = pending.take();
    const auto sent = batches;
    const auto results = co_await store_.apply(producer, std::move(batches));
    if (!results) co_return results.error();
    for (std::size_t i = 0; i < sent.size(); ++i) {
      const auto& result = (*results)[i];
      if (!result) co_return result.error();
      const auto partition = sent[i].partition;
      markers[partition] = result->marker;
      tell_damage(metrics_, *result);
      if (result->done) {
        pending.confirm(partition);
      } else {
        round = Round::marker_moved;
      }
    }
  }
  co_return round;
}

/// Says and counts what is wrong with a run's journal, as far as that is new: it is the same each
/// time the run is settled.
void Recovery::report(journal::RunId run, const Backlog::Met& met) {
  const auto growth = [](std::uint64_t& told, std::uint64_t now) {
    return now > told ? now - std::exchange(told, now) : 0;
  };
  auto& told = told_[run];
  const auto torn = growth(told.torn_bytes, met.torn_bytes);
  const auto damaged = growth(told.damaged_bytes, met.damaged_bytes);
  if (torn > 0) {
    log_info("journal: " + std::to_string(torn) +
             " bytes behind the last whole record were never answered and are skipped");
  }
  const auto lost = met.lost + met.not_understood;
  if (damaged > 0 || lost > 0) {
    log_error("journal of run " + run.hex() + ": " + std::to_string(damaged) + " damaged bytes, " +
              (met.is_at_most ? "at most " : "") + std::to_string(met.lost) +
              " records that the store lacks and no journal holds, " +
              std::to_string(met.not_understood) + " whole but not understood");
  }
  metrics::count(metrics_.journal_torn_bytes, static_cast<double>(torn));
  metrics::count(metrics_.journal_damaged_bytes, static_cast<double>(damaged));
  metrics::count(metrics_.unrecoverable_records, static_cast<double>(lost));
}

}  // namespace readcount::pipeline
