#pragma once

#include "query/zone.hpp"

#include <chrono>
#include <cstdint>
#include <vector>

namespace readcount::query {

/// The units in which counts are stored. All of them are UTC's.
enum class Grain : std::uint8_t { minute, hour, day, month, total };

/// One stored number of a subject and a metric, by when it begins.
struct Piece {
  Grain grain = Grain::hour;
  Second begin{};

  friend bool operator==(const Piece&, const Piece&) = default;
};

/// When a unit of this grain that begins at `begin` ends. Not for Grain::total.
Second end_of(Grain grain, Second begin);

/// The beginning of the unit of this grain that holds `time`. Not for Grain::total.
Second floor_to(Grain grain, Second time);

/// The fewest months, days and hours whose sum is what was counted in [begin, end). Where one of
/// them is not a whole hour (zones of half hours), an hour belongs to where it begins. Nothing is
/// counted after `now`, so the month, day and hour of now are whole as they are.
std::vector<Piece> pieces_of(Second begin, Second end, Second now);

/// The first day of those that are kept for so long. A number of days counts today.
inline Second first_kept(std::chrono::days stay, Second now) {
  return std::chrono::floor<std::chrono::days>(now) - stay + std::chrono::days(1);
}

}  // namespace readcount::query
