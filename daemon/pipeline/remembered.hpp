#pragma once

#include "base/clock.hpp"
#include "tally/tally.hpp"

#include <algorithm>
#include <chrono>

namespace readcount::pipeline {

/// From when on the journal is read at the start, for what has to be known of it: repeats, page
/// views, and how much of this hour's budget of new articles is spent.
inline Time remembered_since(Time now, std::chrono::seconds repeat_window) {
  const auto window = std::max(repeat_window, tally::Tally::kViewsKept);
  return std::min<Time>(now - window, hour_of(now));
}

}  // namespace readcount::pipeline
