#include "query/period.hpp"

#include "base/number.hpp"
#include "ping/text.hpp"
#include "query/instant.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace readcount::query {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

constexpr std::array<std::pair<std::string_view, Step>, 4> kSteps{
    {{"minute", Step::minute}, {"hour", Step::hour}, {"day", Step::day}, {"month", Step::month}}};

constexpr unsigned kMostUnits = 100'000;  // 69 days of minutes, 273 years of days
constexpr days kLongestByHour{2};
constexpr days kLongestByDay{100};

Problem unreadable(std::string_view name) {
  return {Code::bad_parameter, "period=" + ping::in_quotes(name) +
                                   " is none: use 30m, 24h, 7d (any number of minutes, hours or "
                                   "days), today, yesterday or all; or from and to"};
}

std::optional<Period> count_back(std::string_view name, const Zone& zone, Second now) {
  if (name.size() < 2) return std::nullopt;
  const auto number = whole_number<unsigned>(name.substr(0, name.size() - 1));
  if (!number || *number == 0 || *number > kMostUnits) return std::nullopt;
  Period period;
  period.name = name;
  switch (name.back()) {
    case 'm':
      period.unit = Step::minute;
      period.to = std::chrono::floor<minutes>(now) + minutes(1);
      period.from = period.to - minutes(*number);
      return period;
    case 'h':
      period.unit = Step::hour;
      period.to = std::chrono::floor<hours>(now) + hours(1);
      period.from = period.to - hours(*number);
      return period;
    case 'd': {
      period.unit = Step::day;
      const std::chrono::sys_days today(zone.date_at(now));
      period.to = zone.begin_of(today + days(1));
      period.from = zone.begin_of(today + days(1) - days(*number));
      return period;
    }
    default:
      return std::nullopt;
  }
}

std::optional<Period> named(std::string_view name, const Zone& zone, Second now) {
  Period period;
  period.name = name;
  const std::chrono::sys_days today(zone.date_at(now));
  if (name == "today") {
    period.from = zone.begin_of(today);
    period.to = zone.begin_of(today + days(1));
  } else if (name == "yesterday") {
    period.from = zone.begin_of(today - days(1));
    period.to = zone.begin_of(today);
  } else if (name == "all") {
    period.all = true;
    period.unit = Step::month;
    period.to = now + days(1);
  } else {
    return count_back(name, zone, now);
  }
  return period;
}

Step fitting(std::chrono::seconds length) {
  if (length <= kLongestByHour) return Step::hour;
  return length <= kLongestByDay ? Step::day : Step::month;
}

Checked<Period> between(const AskedTime& asked, const Zone& zone, Second now) {
  if (asked.from.empty()) {
    return Problem{Code::missing_parameter, "add from=…: to stands alone, without a beginning"};
  }
  const auto from = parse_instant(asked.from, "from", zone);
  if (!from) return from.error();
  Period period;
  period.from = from->begin;
  period.to = now + minutes(1);
  if (!asked.to.empty()) {
    const auto to = parse_instant(asked.to, "to", zone);
    if (!to) return to.error();
    period.to = to->end;
  }
  if (period.from >= period.to) {
    return Problem{Code::bad_period, "from (" + zone.text_of(period.from) + ") is not before to (" +
                                         zone.text_of(period.to) + ')'};
  }
  return period;
}

}  // namespace

std::string_view name_of(Step step) noexcept {
  return kSteps[static_cast<std::size_t>(step)].first;
}

Checked<Step> parse_step(std::string_view name) {
  for (const auto& [known, step] : kSteps) {
    if (known == name) return step;
  }
  return Problem{Code::bad_parameter,
                 "step=" + ping::in_quotes(name) + " is none: use minute, hour, day or month"};
}

Checked<Period> parse_period(const AskedTime& asked, const Zone& zone, Time now) {
  const auto second = std::chrono::floor<std::chrono::seconds>(now);
  const bool by_ends = !asked.from.empty() || !asked.to.empty();
  if (by_ends && !asked.period.empty()) {
    return Problem{Code::bad_parameter, "give period, or from and to, not both"};
  }
  Period period;
  if (by_ends) {
    auto read = between(asked, zone, second);
    if (!read) return read.error();
    period = std::move(*read);
  } else {
    auto read = named(asked.period, zone, second);
    if (!read) return unreadable(asked.period);
    period = std::move(*read);
  }
  if (period.from > second) {
    return Problem{Code::bad_period, "from (" + zone.text_of(period.from) + ") is in the future"};
  }
  if (period.to <= kBeginning) {
    return Problem{Code::bad_period, "nothing was counted before " + zone.text_of(kBeginning)};
  }
  period.from = std::max(period.from, kBeginning);
  const Second soon = std::chrono::floor<minutes>(second) + minutes(1);
  period.to = std::min(period.to, soon);
  if (by_ends) period.unit = fitting(period.to - period.from);
  return period;
}

}  // namespace readcount::query
