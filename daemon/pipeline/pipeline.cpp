#include "pipeline/pipeline.hpp"

#include "base/log.hpp"

#include <utility>

namespace readcount::pipeline {

Pipeline::Pipeline(asio::any_io_executor executor, Options options, journal::Writer writer,
                   store::Store& store, metrics::Metrics& metrics)
    : options_(std::move(options)),
      metrics_(metrics),
      store_(store),
      tally_(options_.tally),
      keeper_(executor, std::move(writer), options_.sync, metrics_),
      recovery_(options_.retention.directory, options_.run, store_, metrics_),
      retention_(options_.retention, metrics_),
      tasks_(executor),
      asker_(
          tasks_, store_, [this](Work* work) { finish(work); }, [this] { release_finished(); }),
      flush_timer_(executor),
      upkeep_timer_(executor) {}

asio::awaitable<void> Pipeline::start() {
  if (store_.is_open()) {
    const auto connected = co_await connect();
    if (!connected) report_failure(connected.error());
  }
  tasks_.spawn("the flush loop", flush_loop());
  tasks_.spawn("upkeep", upkeep_loop());
}

asio::awaitable<bool> Pipeline::stop(std::chrono::steady_clock::time_point deadline) {
  stopping_ = true;
  flush_timer_.cancel();
  upkeep_timer_.cancel();
  co_await tasks_.wait(deadline);

  // One last time, over a new connection where the old one is lost.
  const auto connected = co_await connect();
  if (connected) co_await flush();
  const auto oldest = tally_.pending().oldest();
  if (oldest) {
    log_warning(std::to_string(last_kept_ - *oldest + 1) +
                " records are not in the store; they stay in the journal for the next start");
  }
  co_await keeper_.stop();
  co_return !oldest;
}

void Pipeline::read_own_run(
    const std::function<void(const tally::Record&, tally::RecordNumber)>& visit) {
  const auto listed = journal::list(options_.retention.directory);
  if (!listed) {
    log_error("journal: " + listed.error().text);
    return;
  }
  std::vector<journal::Segment> segments;
  for (const auto& segment : *listed) {
    if (segment.run == options_.run) segments.push_back(segment);
  }
  const auto report =
      journal::read_run(segments, 0, [&](std::uint64_t number, std::string_view payload) {
        // What is written and not yet kept is counted when it is.
        if (number > last_kept_) return;
        if (const auto record = tally::decode(payload)) visit(*record, number);
      });
  if (!report) log_error("journal: a segment cannot be read: " + report.error().message());
}

}  // namespace readcount::pipeline
