#pragma once

#include <chrono>
#include <string_view>

// How long that stays which no setting is about: the rest is in base/lifetimes.hpp.

namespace readcount::store {

/// A subject's readers of a day and of an hour, behind the last new one.
inline constexpr std::chrono::hours kDayReadersStay{72};
inline constexpr std::chrono::hours kHourReadersStay{24};

/// What is trending looks at today and yesterday.
inline constexpr std::chrono::days kTrendStays{1};

/// Minutes are asked for from the beginning of an hour on, so they stay so much longer.
inline constexpr std::chrono::hours kMinutesMargin{1};

/// Above so many articles the lowest of a list go, a thousand at a time.
inline constexpr std::string_view kMostInList = "50000";

}  // namespace readcount::store
