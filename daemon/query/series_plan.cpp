#include "query/plan.hpp"

#include <algorithm>
#include <string>

namespace readcount::query {
namespace {

using std::chrono::days;

/// The beginning of the row that holds `time`.
Second row_begin(Step step, const Zone& zone, Second time) {
  if (step == Step::minute) return floor_to(Grain::minute, time);
  if (step == Step::hour) return floor_to(Grain::hour, time);
  const auto date = zone.date_at(time);
  if (step == Step::day) return zone.begin_of(date);
  return zone.begin_of(date.year() / date.month() / 1);
}

/// The beginning of the row after the one that begins at `begin`.
Second next_row(Step step, const Zone& zone, Second begin) {
  if (step == Step::minute) return end_of(Grain::minute, begin);
  if (step == Step::hour) return end_of(Grain::hour, begin);
  const auto date = zone.date_at(begin);
  if (step == Step::month) {
    const auto next = std::chrono::year_month(date.year(), date.month()) + std::chrono::months(1);
    return zone.begin_of(next / 1);
  }
  // A date that a zone left out (crossing the date line) begins when the next one does.
  auto next = std::chrono::sys_days(date) + days(1);
  while (zone.begin_of(next) <= begin) next += days(1);
  return zone.begin_of(next);
}

constexpr std::chrono::seconds shortest(Step step) {
  switch (step) {
    case Step::minute:
      return std::chrono::minutes(1);
    case Step::hour:
      return std::chrono::hours(1);
    case Step::day:
      return std::chrono::hours(23);
    default:
      return days(28);
  }
}

std::size_t most_rows(std::chrono::seconds length, Step step) {
  return static_cast<std::size_t>(length / shortest(step)) + 1;
}

Problem too_many_rows(std::chrono::seconds length, Step step) {
  auto coarser = step;
  while (most_rows(length, coarser) > kMaxRows) {
    coarser = static_cast<Step>(static_cast<int>(coarser) + 1);
  }
  return {Code::too_many_rows, "that would be about " + std::to_string(most_rows(length, step)) +
                                   " rows, and at most " + std::to_string(kMaxRows) +
                                   " may be: use step=" + std::string(name_of(coarser)) +
                                   ", or a shorter period"};
}

/// The first moment of which an article's hours are kept: they stay behind their whole day.
Second first_article_hour(const Lifetimes& lifetimes, Second now) {
  return first_kept(lifetimes.hours + days(1), now);
}

Checked<void> check_minutes(const Question& question, const Lifetimes& lifetimes) {
  if (question.metric == Metric::readers) {
    return Problem{Code::not_kept, "readers are not kept by the minute: use step=hour"};
  }
  const auto now = std::chrono::floor<std::chrono::seconds>(question.now);
  const auto from = question.period.from;
  if (from >= floor_to(Grain::hour, now - lifetimes.minutes)) return {};
  const bool has_hours = !question.is_of_article() || from >= first_article_hour(lifetimes, now);
  return Problem{Code::not_kept, "minutes are kept for " +
                                     std::to_string(lifetimes.minutes.count()) + " hours: use " +
                                     (has_hours ? "step=hour" : "step=day with tz=UTC") +
                                     ", or a later beginning"};
}

Checked<void> check_hours(const SeriesPlan& plan, const Question& question,
                          const Lifetimes& lifetimes) {
  if (!question.is_of_article()) return {};
  const auto now = std::chrono::floor<std::chrono::seconds>(question.now);
  const auto first = first_article_hour(lifetimes, now);
  for (const auto& bucket : plan.buckets) {
    const bool too_old = std::any_of(
        bucket.pieces.begin(), bucket.pieces.end(),
        [&](const Piece& piece) { return piece.grain == Grain::hour && piece.begin < first; });
    if (!too_old) continue;
    const auto days_kept = std::to_string(lifetimes.hours.count());
    if (plan.step == Step::hour) {
      return Problem{Code::not_kept, "the hours of an article are kept for " + days_kept +
                                         " days: use step=day with tz=UTC, or a later beginning"};
    }
    return Problem{Code::not_kept,
                   "the " + std::string(name_of(plan.step)) +
                       "s of a zone other than UTC are added up from hours, and those of an "
                       "article are kept for " +
                       days_kept + " days: use step=" + std::string(name_of(plan.step)) +
                       " with tz=UTC, or a later beginning"};
  }
  return {};
}

}  // namespace

Checked<SeriesPlan> plan_series(const Question& question, const Lifetimes& lifetimes) {
  const auto& [name, begin, end, unit, all] = question.period;
  const auto now = std::chrono::floor<std::chrono::seconds>(question.now);
  SeriesPlan plan;
  plan.step = question.step.value_or(unit);
  if (plan.step == Step::minute) {
    if (auto checked = check_minutes(question, lifetimes); !checked) return checked.error();
  }
  if (most_rows(end - begin, plan.step) > kMaxRows + 1) {
    return too_many_rows(end - begin, plan.step);
  }
  plan.from = row_begin(plan.step, question.zone, begin);
  for (auto row = plan.from; row < end;) {
    const auto next = next_row(plan.step, question.zone, row);
    if (plan.step == Step::minute) {
      plan.buckets.push_back({row, {{Grain::minute, row}}});
    } else {
      plan.buckets.push_back({row, pieces_of(row, next, now)});
    }
    row = next;
    plan.to = next;
  }
  if (plan.buckets.size() > kMaxRows) return too_many_rows(end - begin, plan.step);
  if (auto checked = check_hours(plan, question, lifetimes); !checked) return checked.error();
  return plan;
}

}  // namespace readcount::query
