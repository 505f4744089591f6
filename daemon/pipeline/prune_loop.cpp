// Once an hour one of the daemons looks over the store's lists and cuts those that are over.

#include "pipeline/pipeline.hpp"

namespace readcount::pipeline {
namespace {

constexpr std::chrono::seconds kFirst{5};  // after the start
constexpr std::chrono::minutes kBetweenTurns{10};
constexpr std::chrono::milliseconds kBetweenSteps{20};  // so that Redis has other things to do

}  // namespace

asio::awaitable<void> Pipeline::prune_loop() {
  std::chrono::milliseconds pause = kFirst;
  while (!stopping_) {
    prune_timer_.expires_after(pause);
    co_await prune_timer_.async_wait(as_result);
    pause = kBetweenTurns;
    if (stopping_ || !settled_) continue;
    // A store that fails is the flush loop's to report; the next turn begins anew.
    const auto is_ours = co_await store_.take_turn(options_.run.hex());
    if (is_ours && *is_ours) co_await prune_lists();
  }
}

asio::awaitable<void> Pipeline::prune_lists() {
  std::string cursor = "0";
  do {
    auto next = co_await store_.prune(cursor, wall_now());
    if (!next) co_return;
    cursor = std::move(next->cursor);
    metrics::count(metrics_.finished_list_cuts, static_cast<double>(next->cut));
    prune_timer_.expires_after(kBetweenSteps);
    co_await prune_timer_.async_wait(as_result);
  } while (cursor != "0" && !stopping_);
}

}  // namespace readcount::pipeline
