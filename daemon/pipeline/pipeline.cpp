#include "pipeline/pipeline.hpp"

#include "base/log.hpp"

#include <utility>

namespace readcount::pipeline {

Pipeline::Pipeline(const asio::any_io_executor& executor, Options options, journal::Writer writer,
                   store::Store& store, metrics::Metrics& metrics)
    : options_(std::move(options)),
      metrics_(metrics),
      store_(store),
      tally_(options_.tally),
      keeper_(executor, std::move(writer), options_.sync, options_.sync_interval, metrics_),
      recovery_(executor, options_.retention.directory, options_.run, store_, metrics_),
      retention_(options_.retention, metrics_),
      tasks_(executor),
      asker_(
          tasks_, store_, [this](Work* work) { told(work); }, [this] { take_told(); }),
      presence_(executor, store_, options_.run.hex(), tally_),
      redirector_(store_),
      flush_timer_(executor),
      upkeep_timer_(executor),
      prune_timer_(executor),
      merge_timer_(executor),
      first_session_(executor) {}

asio::awaitable<void> Pipeline::start(std::chrono::steady_clock::time_point deadline) {
  remember_lately();
  recovery_.look();
  first_session_.expires_at(deadline);
  tasks_.spawn("the flush loop", flush_loop());
  tasks_.spawn("upkeep", upkeep_loop());
  tasks_.spawn("presence", presence_.run());
  tasks_.spawn("pruning", prune_loop());
  tasks_.spawn("merges", merge_loop());
  co_await first_session_.async_wait(as_result);
}

asio::awaitable<bool> Pipeline::stop(std::chrono::steady_clock::time_point deadline) {
  stop_by_ = deadline;
  co_await end_tasks(deadline);

  // One last time, over a new connection where the old one is lost.
  const auto connected = co_await connect();
  if (connected) co_await flush();
  const auto oldest = oldest_unapplied();
  if (oldest) {
    log_warning(std::to_string(last_kept_ - *oldest + 1) +
                " records are not in the store; they stay in the journal for the next start");
  }
  if (!recovery_.is_settled()) {
    log_warning("what earlier runs left is not wholly in the store; it stays in the journal");
  }
  co_await keeper_.stop();
  co_return !oldest && recovery_.is_settled();
}

asio::awaitable<void> Pipeline::leave(std::chrono::steady_clock::time_point deadline) {
  stop_by_ = std::chrono::steady_clock::now();
  co_await end_tasks(deadline);
  co_await keeper_.stop();
}

asio::awaitable<void> Pipeline::end_tasks(std::chrono::steady_clock::time_point deadline) {
  stopping_ = true;
  recovery_.stop();
  flush_timer_.cancel();
  upkeep_timer_.cancel();
  prune_timer_.cancel();
  merge_timer_.cancel();
  presence_.stop();
  co_await tasks_.wait(deadline);
}

}  // namespace readcount::pipeline
