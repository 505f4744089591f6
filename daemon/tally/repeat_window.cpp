#include "tally/repeat_window.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace readcount::tally {
namespace {

// A mark counts steps from its generation's start; what it opened may have come a window before
// that, and comes at most a window after it.
constexpr std::int64_t kSteps = 32'767;
constexpr std::int64_t kMiddle = kSteps + 1;

}  // namespace

RepeatWindow::RepeatWindow(std::chrono::seconds window, std::size_t max_pairs)
    : window_(window),
      step_((std::chrono::milliseconds(window).count() + kSteps - 1) / kSteps),
      max_pairs_(max_pairs) {}

RepeatWindow::Seen RepeatWindow::look(std::uint64_t pair, Time now) const {
  const auto opened = find(pair);
  if (!opened) return Seen::never;
  // A clock that was set back makes a view look younger than now; it is in its window then.
  return now - *opened < window_ ? Seen::within : Seen::before;
}

std::optional<Time> RepeatWindow::open(std::uint64_t pair, Time now) {
  turn_over(now);
  const auto before = find(pair);
  current_.pairs.set(pair, mark_of(now));
  return before;
}

void RepeatWindow::put_back(std::uint64_t pair, std::optional<Time> before) {
  if (before) {
    current_.pairs.set(pair, mark_of(*before));
  } else {
    current_.pairs.erase(pair);
  }
}

void RepeatWindow::turn_over(Time now) {
  const bool full = current_.pairs.size() >= max_pairs_;
  const auto age = now - current_.started;
  // Pings of one moment come in any order: one from before the turn belongs to this generation too.
  // Further back, the clock was set.
  if (!full && age > -window_ && age < window_) return;
  if (full) ++evictions_;
  // Pairs of the current generation may be as young as now, so it stays as the previous one.
  previous_ = std::exchange(current_, Generation{});
  current_.started = now;
}

std::optional<Time> RepeatWindow::find(std::uint64_t pair) const {
  const auto found = find_in(current_, pair);
  return found ? found : find_in(previous_, pair);
}

std::optional<Time> RepeatWindow::find_in(const Generation& generation, std::uint64_t pair) const {
  const auto mark = generation.pairs.find(pair);
  if (mark == 0) return std::nullopt;
  return generation.started + (mark - kMiddle) * step_;
}

PairTable::Mark RepeatWindow::mark_of(Time opened) const {
  const auto since = opened - current_.started;
  std::int64_t steps = since / step_;
  if (steps * step_ > since) --steps;  // never later than it was
  return static_cast<PairTable::Mark>(std::clamp(steps, -kSteps, kSteps) + kMiddle);
}

std::uint64_t pair_of(ping::ReaderKey reader, std::uint64_t article_hash) noexcept {
  // splitmix64's finaliser (Steele et al., 2014) over the sum: every bit of both reaches every bit.
  std::uint64_t x = reader + article_hash * 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

}  // namespace readcount::tally
