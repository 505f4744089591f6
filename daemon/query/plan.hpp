#pragma once

#include "base/lifetimes.hpp"
#include "query/pieces.hpp"
#include "query/question.hpp"

#include <cstddef>
#include <vector>

// From a question to what of the store answers it. Each plan says which time it really covers:
// [from, to), rounded outward to what is kept for these lifetimes.

namespace readcount::query {

/// The most rows of a series (contract).
inline constexpr std::size_t kMaxRows = 5000;

/// A row of a series, and the stored numbers that add up to it.
struct Bucket {
  Second begin{};
  std::vector<Piece> pieces;
};

struct SeriesPlan {
  Step step = Step::hour;
  Second from{};  ///< of the first row
  Second to{};    ///< the end of the last
  std::vector<Bucket> buckets;
};

/// The rows of a series: minutes and hours are UTC's, days and months the zone's, 23 and 25 hours
/// long when clocks change. The first row holds the period's beginning, the last its end. Without a
/// step it is the period's own.
///
/// Refuses with not_kept a step finer than what is kept, with the step that would do, and with
/// too_many_rows more than kMaxRows.
Checked<SeriesPlan> plan_series(const Question& question, const Lifetimes& lifetimes);

/// How a list of articles is made: those in `lists` are the candidates. Their values are the sums
/// of the lists, or where `by_pieces` the sums of the pieces of their own.
struct TopPlan {
  Second from{};
  Second to{};
  std::vector<Piece> lists;
  std::vector<Piece> pieces;
  bool by_pieces = false;
};

/// A period of up to six hours given in minutes is exact to the minute; others are rounded to
/// hours, further back to days, and then to months of UTC. Refuses with not_kept readers by minute.
Checked<TopPlan> plan_top(const Question& question, const Lifetimes& lifetimes);

/// Whole days of UTC.
struct DayPlan {
  Second from{};
  Second to{};
  std::vector<Piece> days;
};

/// The days of a period, of what stays for `stay`; all of what is still there for period=all.
/// Refuses with not_kept a beginning before that.
Checked<DayPlan> plan_days(const Question& question, std::chrono::days stay);

}  // namespace readcount::query
