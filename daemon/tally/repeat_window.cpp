#include "tally/repeat_window.hpp"

#include <utility>

namespace readcount::tally {

RepeatWindow::RepeatWindow(std::chrono::seconds window, std::size_t max_pairs)
    : window_(window), max_pairs_(max_pairs) {}

RepeatWindow::Seen RepeatWindow::look(std::uint64_t pair, Time now) const {
  const auto opened = find(pair);
  if (!opened) return Seen::never;
  // A clock that was set back makes a view look younger than now; it is in its window then.
  return now - *opened < window_ ? Seen::within : Seen::before;
}

std::optional<Time> RepeatWindow::open(std::uint64_t pair, Time now) {
  turn_over(now);
  const auto before = find(pair);
  current_.insert_or_assign(pair, now);
  return before;
}

void RepeatWindow::put_back(std::uint64_t pair, std::optional<Time> before) {
  if (before) {
    current_.insert_or_assign(pair, *before);
  } else {
    current_.erase(pair);
  }
}

void RepeatWindow::turn_over(Time now) {
  const bool full = current_.size() >= max_pairs_;
  const auto age = now - started_;
  // Pings of one moment come in any order: one from before the turn belongs to this generation too.
  // Further back, the clock was set.
  if (!full && age > -window_ && age < window_) return;
  if (full) ++evictions_;
  // Pairs of the current generation may be as young as now, so it stays as the previous one.
  previous_ = std::exchange(current_, Generation{});
  started_ = now;
}

std::optional<Time> RepeatWindow::find(std::uint64_t pair) const {
  if (const auto it = current_.find(pair); it != current_.end()) return it->second;
  if (const auto it = previous_.find(pair); it != previous_.end()) return it->second;
  return std::nullopt;
}

std::uint64_t pair_of(ping::ReaderKey reader, std::uint64_t article_hash) noexcept {
  // splitmix64's finaliser (Steele et al., 2014) over the sum: every bit of both reaches every bit.
  std::uint64_t x = reader + article_hash * 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

}  // namespace readcount::tally
