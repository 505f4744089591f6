#include "pipeline/keeper.hpp"

#include "base/log.hpp"
#include "journal/file.hpp"
#include "journal/probe.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace readcount::pipeline {

Keeper::Keeper(asio::any_io_executor executor, journal::Writer writer, Sync sync,
               std::chrono::milliseconds interval, metrics::Metrics& metrics)
    : executor_(std::move(executor)),
      writer_(std::move(writer)),
      sync_(sync),
      interval_(interval),
      metrics_(metrics),
      timer_(executor_) {}

void Keeper::write(Kept kept) {
  if (const auto written = writer_.write(); !written) {
    fail("write: " + written.error().message());
    kept(false);
    return;
  }
  if (sync_ == Sync::interval) {
    schedule_interval();
    kept(true);
    return;
  }
  waiting_.push_back(std::move(kept));
  if (!syncing_) start_sync();
}

void Keeper::start_sync() {
  syncing_ = true;
  due_ = false;
  auto work = [this, files = writer_.take_unsynced(), last_number = writer_.last_written(),
               waiting = std::exchange(waiting_, {})]() mutable {
    const auto begin = std::chrono::steady_clock::now();
    Synced outcome{.last_number = last_number};
    // Each file once and never again: after a failed fdatasync a second one would tell a lie.
    for (const auto& file : files) {
      if (const auto result = file->sync(); !result) outcome.ok = false;
    }
    outcome.took = std::chrono::steady_clock::now() - begin;
    asio::post(executor_, [this, outcome, waiting = std::move(waiting)]() mutable {
      synced(outcome, std::move(waiting));
    });
  };
  asio::post(sync_thread_, std::move(work));
}

void Keeper::synced(const Synced& outcome, std::vector<Kept> waiting) {
  syncing_ = false;
  metrics::observe(metrics_.journal_sync_duration, outcome.took);
  const bool in_place = writer_.is_in_place();
  const bool ok = outcome.ok && in_place;
  if (ok) {
    last_synced_ = outcome.last_number;
  } else {
    leave_segment(in_place ? std::string("fdatasync failed; a new segment is begun") : removed());
    // What was written since the failed sync began stands in the same file: not kept either.
    waiting.insert(waiting.end(), std::make_move_iterator(waiting_.begin()),
                   std::make_move_iterator(waiting_.end()));
    waiting_.clear();
  }
  // Withdrawing goes backwards, so that what was before all of them comes back.
  if (!ok) std::reverse(waiting.begin(), waiting.end());
  for (auto& kept : waiting) kept(ok);
  if ((!waiting_.empty() || due_) && !syncing_) start_sync();
}

void Keeper::schedule_interval() {
  if (timer_runs_) return;
  timer_runs_ = true;
  timer_.expires_after(interval_ / 2);  // the other half is for the sync itself
  timer_.async_wait([this](boost::system::error_code ec) {
    timer_runs_ = false;
    if (ec) return;
    if (syncing_) {
      due_ = true;
    } else {
      start_sync();
    }
  });
}

std::string Keeper::removed() const {
  return writer_.directory().string() + ", or the segment in it, was removed or moved away";
}

void Keeper::leave_segment(std::string_view why) {
  writer_.abandon_segment(sync_ == Sync::always ? last_synced_ : writer_.last_written());
  fail(why);
}

void Keeper::fail(std::string_view what) {
  metrics::count(metrics_.journal_failures);
  if (able_) {
    log_error("journal: " + std::string(what) +
              "; pings that cannot be kept are refused: check the state directory's disk");
  }
  if (std::exchange(able_, false)) probe();
}

void Keeper::watch() {
  // A sync that is under way looks when it has ended.
  if (able_ && !syncing_ && !writer_.is_in_place()) leave_segment(removed());
  if (!able_) probe();
}

void Keeper::probe() {
  if (probing_) return;
  probing_ = true;
  asio::post(sync_thread_, [this] {
    const bool ok = journal::probe(writer_.directory()).has_value();
    asio::post(executor_, [this, ok] {
      probing_ = false;
      if (!ok) return;
      able_ = true;
      log_info("journal: it can be written again");
    });
  });
}

asio::awaitable<void> Keeper::stop() {
  timer_.cancel();
  asio::steady_timer poll(executor_);
  while (syncing_ || probing_) {
    poll.expires_after(std::chrono::milliseconds(1));
    co_await poll.async_wait(as_result);
  }
  start_sync();
  while (syncing_) {
    poll.expires_after(std::chrono::milliseconds(1));
    co_await poll.async_wait(as_result);
  }
  sync_thread_.join();
}

}  // namespace readcount::pipeline
