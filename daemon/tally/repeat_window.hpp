#pragma once

#include "base/clock.hpp"
#include "ping/ping.hpp"
#include "tally/pair_table.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace readcount::tally {

/// Which reader has seen which article lately, so that a reload is a repeat and not a view.
///
/// A view opens the window of its pair; repeats do not prolong it, so a reader who reloads for
/// hours counts once a window. Two generations of a table hold the pairs: when the older one is a
/// window old, it is dropped whole, so nothing is ever searched for what has expired. A pair is
/// thus remembered for one to two windows. Times may step back by less than a window.
///
/// So many pairs are held that their size counts, see PairTable: a window's beginning is known to a
/// 32 767th of its length, and it may end that much early: by 55 ms of half an hour, 2.6 s of a
/// day. At its bounds, 8 000 000 pairs, one view in two thousand million is taken for a repeat by
/// mistake, with fewer pairs fewer.
///
/// At `max_pairs` a generation is closed early: the oldest pairs are forgotten and may count again.
/// evictions() says how often that happened.
class RepeatWindow {
 public:
  RepeatWindow(std::chrono::seconds window, std::size_t max_pairs);

  enum class Seen {
    never,   ///< not remembered: a view by a reader that is new to the article
    before,  ///< remembered, the window is over: a view by a reader that is not new
    within,  ///< in the window: a repeat
  };

  Seen look(std::uint64_t pair, Time now) const;

  /// Opens the window of a pair. Returns what it replaced, for put_back().
  std::optional<Time> open(std::uint64_t pair, Time now);

  /// Undoes open(), when the ping could not be kept.
  void put_back(std::uint64_t pair, std::optional<Time> before);

  std::size_t size() const noexcept { return current_.pairs.size() + previous_.pairs.size(); }
  std::uint64_t evictions() const noexcept { return evictions_; }

 private:
  struct Generation {
    PairTable pairs;
    Time started{};
  };

  void turn_over(Time now);
  std::optional<Time> find(std::uint64_t pair) const;
  std::optional<Time> find_in(const Generation& generation, std::uint64_t pair) const;
  PairTable::Mark mark_of(Time opened) const;

  std::chrono::seconds window_;
  std::chrono::milliseconds step_;  // between two marks
  std::size_t max_pairs_;
  Generation current_;
  Generation previous_;
  std::uint64_t evictions_ = 0;
};

/// The pair of a reader and an article as one number. Readers' keys are secret and random, so a
/// client cannot aim at a collision.
std::uint64_t pair_of(ping::ReaderKey reader, std::uint64_t article_hash) noexcept;

}  // namespace readcount::tally
