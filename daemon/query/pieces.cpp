#include "query/pieces.hpp"

#include <array>

namespace readcount::query {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

std::chrono::sys_days month_of(Second time) {
  const Date date(std::chrono::floor<days>(time));
  return date.year() / date.month() / 1;
}

}  // namespace

Second end_of(Grain grain, Second begin) {
  switch (grain) {
    case Grain::minute:
      return begin + minutes(1);
    case Grain::hour:
      return begin + hours(1);
    case Grain::day:
      return begin + days(1);
    default:
      return month_of(month_of(begin) + days(31));
  }
}

Second floor_to(Grain grain, Second time) {
  switch (grain) {
    case Grain::minute:
      return std::chrono::floor<minutes>(time);
    case Grain::hour:
      return std::chrono::floor<hours>(time);
    case Grain::day:
      return std::chrono::floor<days>(time);
    default:
      return month_of(time);
  }
}

std::vector<Piece> pieces_of(Second begin, Second end, Second now) {
  constexpr std::array kLargestFirst{Grain::month, Grain::day, Grain::hour};
  std::vector<Piece> pieces;
  Second at = std::chrono::ceil<hours>(begin);
  while (at < end && at <= now) {
    for (const auto grain : kLargestFirst) {
      const auto next = end_of(grain, at);
      const bool is_whole = next <= end || (now < end && now < next);
      if (floor_to(grain, at) != at || (grain != Grain::hour && !is_whole)) continue;
      pieces.push_back({grain, at});
      at = next;
      break;
    }
  }
  return pieces;
}

}  // namespace readcount::query
