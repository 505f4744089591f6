// What was counted under an old article's address goes after it; what merges have put aside
// arrives.

#include "base/log.hpp"
#include "pipeline/merges.hpp"
#include "pipeline/pipeline.hpp"

#include <limits>
#include <memory>
#include <utility>

namespace readcount::pipeline {
namespace {

constexpr std::chrono::seconds kBetweenTurns{10};
constexpr std::chrono::seconds kSoon{1};  // where one turn was not enough

// Of a turn, each some round trips to the store.
constexpr std::size_t kMostLate = 100;
constexpr std::size_t kMostMoves = 100;

}  // namespace

/// A task of its own: a slow store holds up nothing else, and one turn is over before the next.
asio::awaitable<void> Pipeline::merge_loop() {
  while (!stopping_) {
    bool is_all = true;
    if (settled_ && keeper_.able()) {
      is_all = co_await merge_what_came_late();
      // A store that fails is the flush loop's to report; the next turn goes on.
      const auto completed = co_await complete_merges(kMostMoves);
      is_all = is_all && (!completed || *completed);
    }
    if (stopping_) co_return;
    merge_timer_.expires_after(is_all ? kBetweenTurns : kSoon);
    co_await merge_timer_.async_wait(as_result);
  }
}

/// What was written so far may be of this article, though it waits for its sync.
void Pipeline::merge_later(ping::Article article, LateMerges::Came came) {
  late_.add(std::move(article), came, keeper_.writer().last_written());
}

/// What this daemon counted of an old article before it learned that it is one. Tells whether it
/// was done with all that could be done.
asio::awaitable<bool> Pipeline::merge_what_came_late() {
  for (auto& article : redirector_.learned()) {
    metrics::Metrics::gone(counters_of(article.site), article.path);
    merge_later(std::move(article), LateMerges::Came::perhaps);
  }
  // What was refused since it was written will not come.
  constexpr auto kAll = std::numeric_limits<tally::RecordNumber>::max();
  const bool is_all_in = applied_through_ >= keeper_.writer().last_written();
  const auto turn = late_.take(is_all_in ? kAll : applied_through_, kMostLate);
  if (turn.empty()) co_return true;
  std::vector<ping::Article> articles;
  articles.reserve(turn.size());
  for (const auto& late : turn) articles.push_back(late.article);
  const auto totals = co_await store_.totals(std::move(articles));
  for (std::size_t i = 0; i < turn.size(); ++i) {
    const auto& late = turn[i];
    if (!totals || stopping_) {
      merge_later(late.article, late.came);  // again, once the store is back
    } else if (late.came == LateMerges::Came::surely || (*totals)[i] != tally::Totals()) {
      co_await merge_late(late);
    }
  }
  co_return !totals || turn.size() < kMostLate;
}

asio::awaitable<void> Pipeline::merge_late(LateMerges::Late late) {
  auto into = late.article;
  redirector_.redirects().resolve(into);
  if (into == late.article) co_return;  // it is no old one any more: its store has lost that
  auto found = co_await merge_record(store_, late.article, into.path);
  if (!found) {
    merge_later(std::move(late.article), late.came);
    co_return;
  }
  const auto record = std::make_shared<tally::Record>(std::move(*found));
  const auto number = stage(*record);
  keeper_.write([this, record, number](bool ok) {
    if (ok) {
      last_kept_ = number;
      tally_.commit(*record, number);
    } else {
      merge_later(record->article, LateMerges::Came::surely);
    }
    show_unapplied();
  });
}

void Pipeline::follow(const ping::Article& article) {
  if (redirector_.redirects().find(article) == nullptr) return;
  merge_later(article, LateMerges::Came::surely);
}

asio::awaitable<store::Result<bool>> Pipeline::complete_merges(std::size_t most) {
  auto moves = co_await store_.moves();
  if (!moves) co_return moves.error();
  const auto count = std::min(moves->size(), most);
  for (std::size_t i = 0; i < count && !stopping_; ++i) {
    const auto& move = (*moves)[i];
    const auto damage = co_await store_.complete(move, day_of(wall_now()));
    if (!damage) co_return damage.error();
    for (const auto& each : *damage) {
      log_error("a merge could not count into a broken key: " + each);
    }
    follow({move.from.site, move.into});
  }
  co_return moves->size() <= most;
}

}  // namespace readcount::pipeline
