#pragma once

#include "tally/credit.hpp"
#include "tally/names.hpp"
#include "tally/repeat_window.hpp"
#include "tally/view_table.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace readcount::tally {

/// What is remembered of pings, so that a repeat is known, and a page view that goes on. Pings of
/// now and pings that are told afterwards have one each: the times of the latter would turn the
/// windows and clocks of the former.
struct Memory {
  /// For so long a page view may be silent and is still known when it goes on.
  static constexpr std::chrono::seconds kViewsKept{1800};

  struct Bounds {
    std::size_t pairs = 4'000'000;
    std::size_t views = 1'000'000;
  };

  /// Of so many erased articles it is known that they begin anew.
  static constexpr std::size_t kMostErased = 100'000;

  Memory(std::chrono::seconds repeat_window, const Bounds& bounds)
      : repeats(repeat_window, bounds.pairs),
        views(bounds.views, kViewsKept),
        credit(bounds.views) {}

  /// What pairs and page views of an article are known by: another number after each erasure, so
  /// that nothing of what was remembered before is found again.
  std::uint64_t known_as(std::uint64_t article_hash) const {
    if (erased.empty()) return article_hash;
    const auto found = erased.find(article_hash);
    return found == erased.end() ? article_hash : pair_of(found->second, article_hash);
  }

  RepeatWindow repeats;
  ViewTable views;
  Credit credit;
  Names names;
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> erased;  ///< article → how often
};

}  // namespace readcount::tally
