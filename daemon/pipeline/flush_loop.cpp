// From memory to the store: connect, settle, flush, and all over when the connection is lost.

#include "base/log.hpp"
#include "pipeline/damage.hpp"
#include "pipeline/pipeline.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <bitset>
#include <random>
#include <utility>

namespace readcount::pipeline {
namespace {

constexpr std::chrono::milliseconds kFirstRetry{100};
constexpr std::chrono::milliseconds kLastRetry{5000};
constexpr std::chrono::milliseconds kLaterRetry{1000};  // the store answers, but says "later"
constexpr std::chrono::seconds kCheck{2};               // of the markers
constexpr std::chrono::hours kSaltLead{
    1};  // tomorrow's salt is agreed on this long before midnight

/// Up to half as much again, so that many daemons do not come back in step.
std::chrono::milliseconds with_jitter(std::chrono::milliseconds pause) {
  thread_local std::minstd_rand random{std::random_device{}()};
  return pause + std::chrono::milliseconds(random() % (pause.count() / 2 + 1));
}

/// Ends the connection: connecting anew looks at what the store holds of every run, and at all else
/// that it may have lost.
store::Failure lost_data() {
  return {store::FailureKind::away, "it has lost data that it had confirmed"};
}

}  // namespace

asio::awaitable<void> Pipeline::flush_loop() {
  retry_pause_ = kFirstRetry;
  while (!stopping_) {
    const auto ended = co_await session();
    if (stopping_) co_return;
    if (settled_) retry_pause_ = kFirstRetry;
    disconnect();
    first_session_.cancel();
    if (ended.has_error()) {
      report_failure(ended.error());
      if (ended.error().kind == store::FailureKind::refused) retry_pause_ = kLastRetry;
    }
    flush_timer_.expires_after(with_jitter(retry_pause_));
    retry_pause_ = std::min(retry_pause_ * 2, kLastRetry);
    co_await flush_timer_.async_wait(as_result);
  }
}

void Pipeline::look_for_store() {
  if (settled_) return;
  retry_pause_ = kFirstRetry;  // it may be loading its data for a while yet
  flush_timer_.cancel();
}

void Pipeline::disconnect() {
  settled_ = false;
  asker_.set_possible(false);
  release_edits();
  release_finished();
  metrics::set(metrics_.redis_up, 0);
  store_.close();
}

asio::awaitable<store::Result<void>> Pipeline::session() {
  const auto connected = co_await connect();
  if (!connected) co_return connected;
  while (!stopping_) {
    flush_timer_.expires_after(options_.flush_interval);
    co_await flush_timer_.async_wait(as_result);
    if (stopping_) break;
    if (!store_.is_open()) {
      store::Failure lost{store::FailureKind::away, "the connection was lost"};
      co_return lost;
    }
    auto agreed = co_await agree_on_salts();
    if (agreed && std::chrono::steady_clock::now() > check_at_) agreed = co_await look_at_markers();
    if (!agreed) co_return agreed;
    const auto flushed = co_await flush();
    if (flushed) {
      last_failure_.clear();
      continue;
    }
    if (flushed.error().kind == store::FailureKind::away) co_return flushed;
    // The connection is sound and nothing was applied: the same batches again, a little later.
    report_failure(flushed.error());
    flush_timer_.expires_after(with_jitter(kLaterRetry));
    co_await flush_timer_.async_wait(as_result);
  }
  co_return store::Result<void>{};
}

asio::awaitable<store::Result<void>> Pipeline::connect() {
  if (settled_) co_return store::Result<void>{};
  if (!store_.is_open()) {
    const auto opened = co_await store_.open();
    if (!opened) co_return opened;
  }
  salts_.doubt();
  auto result = co_await settle();
  if (result) result = co_await agree_on_salts();
  if (result) result = co_await redirector_.look();
  if (!result) co_return result;

  if (was_settled_) metrics::count(metrics_.redis_reconnects);
  settled_ = was_settled_ = true;
  first_session_.cancel();
  asker_.set_possible(true);
  show_lag();  // before the store is said to be there
  metrics::set(metrics_.redis_up, 1);
  if (!last_failure_.empty()) log_info("the store is back");
  last_failure_.clear();
  co_return result;
}

/// A store that lost data says so with its next answer; one that nobody asks, here.
asio::awaitable<store::Result<void>> Pipeline::look_at_markers() {
  check_at_ = std::chrono::steady_clock::now() + kCheck;
  std::vector<std::string> producers{options_.run.hex()};
  const auto markers = co_await store_.markers(std::move(producers));
  if (!markers) co_return markers.error();
  bool lost = false;
  for (unsigned p = 0; p < tally::kPartitions; ++p) {
    const auto confirmed = tally_.pending().confirmed(static_cast<tally::Partition>(p));
    lost = lost || markers->front()[p] < confirmed;
  }
  if (!lost) {
    const auto earlier = co_await recovery_.has_lost();
    if (!earlier) co_return earlier.error();
    lost = *earlier == Recovery::Store::lost_data;
  }
  const auto looked = co_await redirector_.look();
  if (!looked) co_return looked;
  if (lost) co_return lost_data();
  co_return store::Result<void>{};
}

asio::awaitable<store::Result<void>> Pipeline::settle() {
  if (!store_identity_.empty() && store_identity_ != store_.identity()) {
    log_error("the store is another one than before: what the journal holds is applied to it");
  }
  store_identity_ = store_.identity();

  const auto recovered = co_await recovery_.run();
  if (!recovered) co_return recovered;
  std::vector<std::string> producers{options_.run.hex()};
  const auto markers = co_await store_.markers(std::move(producers));
  if (!markers) co_return markers.error();
  rolled_back_ = false;
  settle_partitions(markers->front());
  rolled_back_ = false;
  co_return store::Result<void>{};
}

void Pipeline::settle_partitions(const store::Markers& markers) {
  for (unsigned p = 0; p < tally::kPartitions; ++p) {
    check(static_cast<tally::Partition>(p), markers[p]);
  }
  restart();
}

void Pipeline::check(tally::Partition partition, tally::RecordNumber marker) {
  using Verdict = tally::Pending::Verdict;
  const auto verdict = tally_.settle(partition, marker, last_kept_);
  if (verdict == Verdict::foreign) stop_applying(partition);
  if (verdict == Verdict::behind) {
    metrics::count(metrics_.store_rollbacks);
    if (!rolled_back_) {
      log_error(
          "the store holds less than it had confirmed: applying what the journal still holds");
    }
    rolled_back_ = true;
  }
  if (verdict == Verdict::behind || verdict == Verdict::ahead) {
    restarts_.push_back({partition, marker});
  }
}

void Pipeline::stop_applying(tally::Partition partition) {
  if (!foreign_) {
    log_error("the store's marker of partition " + std::to_string(partition) + " for run " +
              options_.run.hex() +
              " is above everything this run has written: somebody else writes under its id. "
              "Nothing is applied any more; pings are still kept. Restart readcountd, which begins "
              "a new run, and see SCHEMA.md, \"Never touch\"");
  }
  foreign_ = true;
}

asio::awaitable<store::Result<void>> Pipeline::agree_on_salts() {
  const auto now = wall_now();
  salts_.use(day_of(now));
  salts_.of(day_of(now + kSaltLead));
  for (const auto day : salts_.unconfirmed(day_of(now))) {
    const auto agreed = co_await store_.salt(day, salts_.of(day));
    if (!agreed) co_return agreed.error();
    salts_.confirm(day, *agreed);
  }
  co_return store::Result<void>{};
}

asio::awaitable<store::Result<void>> Pipeline::flush() {
  std::optional<store::Failure> failure;
  std::bitset<tally::kPartitions> failed;  // each is tried once, and the others go on meanwhile
  while (!foreign_ && (!stop_by_ || std::chrono::steady_clock::now() < *stop_by_)) {
    while (tally_.is_behind() && tally_.pending().bytes() < kMaxPending) {
      const auto caught_up = catch_up();
      if (!caught_up) co_return caught_up;
      show_lag();
      co_await asio::post(executor(), asio::use_awaitable);  // pings go first
    }
    if (tally_.pending().empty()) break;
    auto batches = tally_.pending().take();
    std::vector<tally::Partition> partitions;
    for (const auto& batch : batches) {
      if (failed[batch.partition]) co_return *failure;
      partitions.push_back(batch.partition);
    }
    const auto begin = std::chrono::steady_clock::now();
    flushing_ = true;
    const auto results = co_await store_.apply(options_.run.hex(), std::move(batches));
    flushing_ = false;
    metrics::observe(metrics_.flush_duration, std::chrono::steady_clock::now() - begin);
    if (!results) co_return results.error();

    for (std::size_t i = 0; i < partitions.size(); ++i) {
      const auto& result = (*results)[i];
      if (result) {
        take_in(partitions[i], *result);
      } else {
        failure = result.error();
        failed.set(partitions[i]);
      }
    }
    restart();
    show_lag();
    if (rolled_back_) co_return lost_data();
  }
  show_lag();
  co_return store::Result<void>{};
}

void Pipeline::take_in(tally::Partition partition, const store::Applied& applied) {
  if (applied.done) {
    tally_.applied(partition, applied.totals, std::chrono::steady_clock::now());
  } else {
    check(partition, applied.marker);
  }
  tell_damage(metrics_, applied);
}

void Pipeline::report_failure(const store::Failure& failure) {
  using Kind = store::FailureKind;
  metrics_.store_failed(failure.kind == Kind::away      ? "away"
                        : failure.kind == Kind::refused ? "refused"
                                                        : failure.state);
  if (failure.text == last_failure_) return;
  last_failure_ = failure.text;
  log_warning("the store: " + failure.text + "; pings are kept in the journal until it is back");
}

}  // namespace readcount::pipeline
