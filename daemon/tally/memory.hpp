#pragma once

#include "tally/credit.hpp"
#include "tally/names.hpp"
#include "tally/repeat_window.hpp"
#include "tally/view_table.hpp"

#include <chrono>
#include <cstddef>

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

  Memory(std::chrono::seconds repeat_window, const Bounds& bounds)
      : repeats(repeat_window, bounds.pairs),
        views(bounds.views, kViewsKept),
        credit(bounds.views) {}

  RepeatWindow repeats;
  ViewTable views;
  Credit credit;
  Names names;
};

}  // namespace readcount::tally
