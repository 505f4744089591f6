#pragma once

#include <chrono>
#include <string_view>

// How long what is kept stays behind its day or hour (SCHEMA.md, "Keys").

namespace readcount::store {

inline constexpr std::chrono::days kHoursStay{90};
inline constexpr std::chrono::hours kMinutesStay{49};
inline constexpr std::chrono::days kSpreadStays{90};
inline constexpr std::chrono::days kSourcesStay{90};
inline constexpr std::chrono::days kSiteSourcesStay{400};
inline constexpr std::chrono::days kDayListsStay{100};
inline constexpr std::chrono::days kHourListsStay{35};
inline constexpr std::chrono::days kTrendStays{1};

/// Above so many articles the lowest of a list go, a thousand at a time.
inline constexpr std::string_view kMostInList = "50000";

}  // namespace readcount::store
