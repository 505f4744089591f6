#include "query/plan.hpp"

#include <algorithm>
#include <string>

namespace readcount::query {
namespace {

constexpr std::chrono::hours kLongestByMinute{6};

/// The end of the unit that ends at `time`, or in which it lies.
Second ceil_to(Grain grain, Second time) {
  const auto begin = floor_to(grain, time);
  return begin == time ? time : end_of(grain, begin);
}

/// The finest grain of which there still are lists from `time` on.
Grain finest_list(Second time, Second now, const Lifetimes& lifetimes) {
  if (time >= first_kept(lifetimes.hour_lists, now)) return Grain::hour;
  return time >= first_kept(lifetimes.day_lists, now) ? Grain::day : Grain::month;
}

/// The finest grain to which an end can be rounded. To reach it from `from` on, what is left over
/// of its month takes lists of days, and what is left over of its day those of hours.
Grain finest_end(Second from, Second end, Second now, const Lifetimes& lifetimes) {
  if (now < end) return Grain::hour;
  const auto finest_in = [&](Grain grain) {
    return finest_list(std::max(from, floor_to(grain, end)), now, lifetimes);
  };
  if (finest_in(Grain::month) == Grain::month) return Grain::month;
  return finest_in(Grain::day) == Grain::hour ? Grain::hour : Grain::day;
}

/// Lists have no readers: those of an article's pieces are added up, so they have to be there too.
Lifetimes lifetimes_for(const Question& question, Lifetimes lifetimes) {
  if (question.metric == Metric::readers && !question.period.all) {
    lifetimes.hour_lists = std::min(lifetimes.hour_lists, lifetimes.hours);
  }
  return lifetimes;
}

/// The minutes of the first and the last hour, and between them whole hours. The hour of now is
/// whole as it is: nothing is counted after now.
std::vector<Piece> minutes_and_hours(Second begin, Second end, Second now) {
  std::vector<Piece> pieces;
  for (auto at = begin; at < end; at = end_of(pieces.back().grain, at)) {
    const auto next = end_of(Grain::hour, at);
    const bool is_whole =
        floor_to(Grain::hour, at) == at && (next <= end || (now < end && now < next));
    pieces.push_back({is_whole ? Grain::hour : Grain::minute, at});
  }
  return pieces;
}

TopPlan plan_minutes(const Period& period, Second now) {
  TopPlan plan{period.from, period.to, {}, {}, true};
  for (auto hour = floor_to(Grain::hour, period.from); hour < period.to;
       hour = end_of(Grain::hour, hour)) {
    plan.lists.push_back({Grain::hour, hour});
  }
  plan.pieces = minutes_and_hours(period.from, period.to, now);
  return plan;
}

}  // namespace

Checked<TopPlan> plan_top(const Question& question, const Lifetimes& lifetimes) {
  const auto& period = question.period;
  const auto now = std::chrono::floor<std::chrono::seconds>(question.now);
  if (period.unit == Step::minute && period.to - period.from <= kLongestByMinute) {
    if (question.metric != Metric::readers) return plan_minutes(period, now);
    return Problem{Code::not_kept,
                   "readers are not kept by the minute: use a period of hours (1h)"};
  }
  const auto kept = lifetimes_for(question, lifetimes);
  TopPlan plan;
  plan.from = floor_to(finest_list(period.from, now, kept), period.from);
  plan.to = ceil_to(finest_end(plan.from, period.to, now, kept), period.to);
  plan.lists = pieces_of(plan.from, plan.to, now);
  plan.pieces = plan.lists;
  if (period.all) plan.pieces = {{Grain::total, kBeginning}};
  plan.by_pieces = period.all || question.metric == Metric::readers;
  return plan;
}

Checked<DayPlan> plan_days(const Question& question, std::chrono::days stay) {
  const auto now = std::chrono::floor<std::chrono::seconds>(question.now);
  const auto first = first_kept(stay, now);
  DayPlan plan;
  plan.from = floor_to(Grain::day, question.period.from);
  plan.to = ceil_to(Grain::day, question.period.to);
  if (question.period.all) plan.from = std::max(plan.from, first);
  if (plan.from < first) {
    return Problem{Code::not_kept,
                   "this is kept by days for " + std::to_string(stay.count()) + " days: use from=" +
                       question.zone.text_of(first).substr(0, 10) + " or later, or period=all"};
  }
  for (auto day = plan.from; day < plan.to; day = end_of(Grain::day, day)) {
    plan.days.push_back({Grain::day, day});
  }
  return plan;
}

}  // namespace readcount::query
