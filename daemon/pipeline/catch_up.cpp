// From the journal to memory: what is needed again, or was too much to hold.

#include "base/log.hpp"
#include "pipeline/pipeline.hpp"
#include "pipeline/remembered.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace readcount::pipeline {

/// What was kept lately, so that a ping that is sent again to the next run of this daemon is a
/// repeat, and a page view goes on where it was.
void Pipeline::remember_lately() {
  const auto now = wall_now();
  const auto since = remembered_since(now, options_.tally.repeat_window);
  const auto listed = journal::list(options_.retention.directory);
  if (!listed) return;  // reported by the recovery, which cannot go on without
  std::map<journal::RunId, std::vector<journal::Segment>> runs;
  for (const auto& segment : *listed) {
    if (segment.last_written >= since) runs[segment.run].push_back(segment);
  }
  std::vector<std::vector<journal::Segment>> in_order;
  in_order.reserve(runs.size());
  std::vector<std::string> producers;
  for (auto& [run, segments] : runs) {
    producers.push_back(run.hex());
    in_order.push_back(std::move(segments));
  }
  presence_.succeed(std::move(producers));
  std::sort(in_order.begin(), in_order.end(), [](const auto& a, const auto& b) {
    return a.back().last_written < b.back().last_written;
  });
  for (const auto& segments : in_order) {
    const auto remember = [&](std::uint64_t, std::string_view payload) {
      const auto record = tally::decode(payload);
      if (record && record->at >= since) tally_.remember(*record, now);
    };
    // Should a segment be unreadable, the recovery says so.
    static_cast<void>(journal::read_run(segments, 0, remember));
  }
  tally_.expire_views(now);
}

/// What restarts_ lists is read again from the journal.
void Pipeline::restart() {
  if (restarts_.empty()) return;
  tally::RecordNumber given = 0;
  for (const auto& each : restarts_) given = std::max(given, each.marker);
  const auto through = backlog_ ? backlog_->through() : last_kept_;
  const auto after = tally_.fall_behind(through, last_kept_, std::exchange(restarts_, {}));
  read_behind(after, std::max(given, after));
}

/// What is pending has grown too large to be held in memory.
void Pipeline::fall_behind() {
  log_info("the store takes less than comes in: what waits for it is read from the journal later");
  const auto through = backlog_ ? backlog_->through() : last_kept_;
  const auto after = tally_.fall_behind(through, last_kept_, {});
  read_behind(after, after);
}

void Pipeline::read_behind(tally::RecordNumber after, tally::RecordNumber given) {
  store::Markers markers{};
  for (unsigned p = 0; p < tally::kPartitions; ++p) {
    markers[p] = tally_.pending().confirmed(static_cast<tally::Partition>(p));
  }
  backlog_.emplace(options_.retention.directory, options_.run, after, given, markers, told_met_);
  counted_met_ = {};
}

/// Reads a part of what the tally is behind with.
store::Result<void> Pipeline::catch_up() {
  Backlog::Taker taker;
  taker.take = [this](const tally::Record& record, tally::RecordNumber number) {
    return tally_.catch_up(record, number);
  };
  taker.pass_over = [this](tally::Partition partition, tally::RecordNumber number) {
    tally_.pending().pass_over(partition, number, wall_now());
  };
  const auto reach = backlog_->read(last_kept_, taker);
  count_met();  // of a part that could not be read to its end too
  if (!reach) return reach.error();
  if (*reach == Backlog::Reach::all) {
    log_info("read again from the journal: " + std::to_string(counted_met_.lacking) + " records");
    backlog_.reset();
    tally_.caught_up();
  }
  return {};
}

void Pipeline::count_met() {
  const auto met = backlog_->met();
  const auto lost = met.lost - counted_met_.lost;
  if (lost > 0) {
    log_error((met.is_at_most ? "at most " : "") + std::to_string(lost) +
              " records that the store lacks are no longer in the journal");
  }
  const auto strange = met.not_understood - counted_met_.not_understood;
  if (strange > 0) {
    log_error("the journal has " + std::to_string(strange) +
              " records that are whole but not understood");
  }
  metrics::count(metrics_.unrecoverable_records, static_cast<double>(lost + strange));
  metrics::count(metrics_.replayed_records,
                 static_cast<double>(met.lacking - counted_met_.lacking));
  counted_met_ = met;
}

std::optional<tally::RecordNumber> Pipeline::oldest_unapplied() const {
  auto oldest = tally_.pending().oldest();
  if (backlog_ && backlog_->through() < last_kept_) {
    oldest = std::min(oldest.value_or(last_kept_), backlog_->through() + 1);
  }
  return oldest;
}

std::optional<Time> Pipeline::unapplied_since() const {
  if (const auto since = tally_.pending().oldest_time()) return since;
  if (!backlog_) return std::nullopt;
  return backlog_->since();
}

}  // namespace readcount::pipeline
