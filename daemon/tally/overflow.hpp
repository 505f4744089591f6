#pragma once

#include "tally/names.hpp"

#include <cstdint>

namespace readcount::tally {

struct Memory;

/// How often the tally met one of its bounds, since the start: for the metrics.
struct Overflow {
  NameCounts names{};      ///< counted under kOther: their site had too many of their kind that day
  NameCounts new_names{};  ///< the same, of sections and authors, beyond the budget of new ones
  std::uint64_t texts = 0;         ///< of articles and page views, for which the pool had no room
  std::uint64_t live_views = 0;    ///< page views that were forgotten while they were live
  std::uint64_t silent_views = 0;  ///< and before they were silent for long
  std::uint64_t credits = 0;       ///< generations of readers' credit that were closed early
  std::uint64_t articles = 0;      ///< that made room for others

  /// Adds what a memory met.
  void add(const Memory& memory) noexcept;
};

}  // namespace readcount::tally
