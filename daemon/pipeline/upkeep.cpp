// What is done every now and then: retention, probes, the values of gauges.

#include "base/log.hpp"
#include "pipeline/pipeline.hpp"

#include <algorithm>

namespace readcount::pipeline {
namespace {

constexpr std::chrono::seconds kTick{1};
constexpr int kTicksBetweenTidies = 10;
constexpr std::chrono::milliseconds kLeastLag{1};  // 0 says that everything is in
constexpr std::chrono::hours kClockStep{1};

}  // namespace

asio::awaitable<void> Pipeline::upkeep_loop() {
  for (int tick = 0; !stopping_; ++tick) {
    watch_clock();
    tally_.expire_views(wall_now());
    keeper_.watch();
    show_readiness();
    show_state();
    // A store that is away may come back without what it had: only for room is anything removed.
    const bool due = tick % kTicksBetweenTidies == 0 && settled_;
    if (due || journal_bytes() > options_.retention.max_bytes / 4 * 3) {
      drop_applied_segments();
      co_await tell_whose_journals_are_here();
    }
    upkeep_timer_.expires_after(kTick);
    co_await upkeep_timer_.async_wait(as_result);
  }
}

/// Pings go by the wall clock; one that jumps is worth a person's look.
void Pipeline::watch_clock() {
  const auto steady = std::chrono::steady_clock::now();
  const auto wall = wall_now();
  const auto step = (wall - wall_seen_) - (steady - steady_seen_);
  if (steady_seen_ != std::chrono::steady_clock::time_point{} &&
      std::chrono::abs(step) > kClockStep) {
    const auto hours = std::chrono::round<std::chrono::hours>(step).count();
    log_error("the clock jumped by " + std::to_string(hours) +
              " hours: views count on the day and hour that it says; check the time service");
    metrics::count(metrics_.clock_steps);
  }
  wall_seen_ = wall;
  steady_seen_ = steady;
}

void Pipeline::drop_applied_segments() {
  const auto is_applied = [this](const journal::RunId& run, std::uint64_t last) {
    if (run != options_.run) return recovery_.is_applied(run);
    const auto oldest = oldest_unapplied();
    return last <= last_kept_ && (!oldest || *oldest > last);
  };
  auto gone = retention_.tidy(options_.run, is_applied, wall_now());
  bytes_at_tidy_ = keeper_.writer().bytes();
  gone_runs_.insert(gone_runs_.end(), gone.begin(), gone.end());
}

/// Another daemon may have a copy of this directory, and remove at another time what it holds.
asio::awaitable<void> Pipeline::tell_whose_journals_are_here() {
  if (!settled_) co_return;
  auto here = recovery_.settled_runs();
  here.push_back(options_.run.hex());
  const auto claimed = co_await store_.claim(std::move(here));
  if (!claimed) co_return;
  while (settled_ && !gone_runs_.empty()) {
    const auto run = gone_runs_.back();
    const auto retired = co_await store_.retire(run.hex(), day_of(wall_now()));
    if (!retired) co_return;
    recovery_.forget(run);
    gone_runs_.pop_back();
  }
}

void Pipeline::show_lag() {
  const auto oldest = oldest_unapplied();
  applied_through_ = oldest ? *oldest - 1 : last_kept_;
  show_unapplied();
  if (!waiting_edits_.empty()) {
    release_applied_edits();
    if (foreign_) release_edits();
    release_finished();
  }
  std::chrono::duration<double> lag{0};
  if (const auto since = unapplied_since()) {
    lag = std::max<std::chrono::duration<double>>(wall_now() - *since, kLeastLag);
  }
  metrics::set(metrics_.flush_lag, lag.count());
}

void Pipeline::show_unapplied() {
  // How many it is, is known once their journal is read.
  const std::uint64_t earlier = recovery_.is_settled() ? 0 : 1;
  metrics::set(metrics_.journal_unapplied_records,
               static_cast<double>(last_kept_ - applied_through_ + earlier));
}

void Pipeline::show_readiness() {
  if (foreign_) {
    readiness_ = Readiness::foreign_writer;
  } else {
    readiness_ = keeper_.able() ? Readiness::ready : Readiness::cannot_keep;
  }
}

Pipeline::Standing Pipeline::standing() const {
  Standing standing;
  standing.readiness = readiness();
  standing.store_settled = settled_;
  standing.unapplied = last_kept_ - applied_through_;
  standing.articles = tally_.articles().size();
  return standing;
}

std::uint64_t Pipeline::journal_bytes() const {
  return retention_.bytes() + keeper_.writer().bytes() - bytes_at_tidy_;
}

/// Sites beyond the bound of the labels share a gauge.
void Pipeline::show_live() {
  boost::unordered_flat_map<prometheus::Gauge*, double> live;
  for (const auto& [site, counters] : site_counters_) {
    const auto* entry = tally_.articles().find(ping::Article{site, {}});
    live[counters->live_readers] += entry == nullptr ? 0 : entry->live;
  }
  for (const auto& [gauge, readers] : live) metrics::set(*gauge, readers);
}

void Pipeline::show_overflow() {
  static_assert(metrics::Metrics::kNameKinds.size() == tally::kNameKinds);
  const auto overflow = tally_.overflow();
  metrics::raise(metrics_.article_evictions, overflow.articles);
  metrics::raise(metrics_.live_view_evictions, overflow.live_views);
  metrics::raise(metrics_.silent_view_evictions, overflow.silent_views);
  metrics::raise(metrics_.credit_evictions, overflow.credits);
  metrics::raise(metrics_.shared_texts_refused, overflow.texts);
  for (std::size_t i = 0; i < overflow.names.size(); ++i) {
    metrics::raise(*metrics_.names_beyond_bound[i], overflow.names[i]);
  }
  for (std::size_t i = 0; i < metrics_.new_names.size(); ++i) {
    metrics::raise(*metrics_.new_names[i], tally_.new_names()[i]);
    metrics::raise(*metrics_.names_beyond_budget[i], overflow.new_names[i]);
  }
}

void Pipeline::show_state() {
  show_lag();
  show_live();
  show_overflow();
  metrics::set(metrics_.journal_bytes, static_cast<double>(journal_bytes()));
  metrics::set(metrics_.journal_max_bytes, static_cast<double>(options_.retention.max_bytes));
  metrics::set(metrics_.articles_in_memory, static_cast<double>(tally_.articles().size()));
  metrics::set(metrics_.repeat_window_pairs, static_cast<double>(tally_.repeats().size()));
  metrics::set(metrics_.repeat_window_evictions, static_cast<double>(tally_.repeats().evictions()));
}

}  // namespace readcount::pipeline
