#pragma once

#include <chrono>
#include <cstdint>

namespace readcount {

/// Wall-clock time. A ping gets it once, when it is taken; all that counts uses that one value, so
/// the pure stages need no clock. Durations and time-outs are measured by steady_clock instead.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;

/// An hour since the epoch, UTC: the finest bucket in which counts are kept.
using Hour = std::chrono::sys_time<std::chrono::hours>;

/// A day since the epoch, UTC: what the readers' salt lasts.
using Day = std::chrono::sys_days;

inline Time wall_now() noexcept {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

/// No readcountd ran before this day: a clock that says so has not been set yet.
inline constexpr Day kEarliest = std::chrono::year{2026} / 1 / 1;

inline Hour hour_of(Time time) noexcept { return std::chrono::floor<std::chrono::hours>(time); }
inline Day day_of(Time time) noexcept { return std::chrono::floor<std::chrono::days>(time); }

}  // namespace readcount
