#include "query/instant.hpp"

#include "base/number.hpp"
#include "ping/text.hpp"

#include <algorithm>
#include <string>

namespace readcount::query {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// Takes a number of so many digits, at most `most`, off the front.
std::optional<int> take_number(std::string_view& text, std::size_t digits, int most) {
  const auto word = text.substr(0, digits);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (word.size() < digits || !std::all_of(word.begin(), word.end(), is_digit)) return std::nullopt;
  const auto number = whole_number<int>(word);
  if (!number || *number > most) return std::nullopt;
  text.remove_prefix(digits);
  return number;
}

bool take_sign(std::string_view& text, std::string_view signs) {
  if (text.empty() || signs.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

/// HH:MM, with or without :SS and a fraction.
std::optional<seconds> take_clock(std::string_view& text) {
  const auto hour = take_number(text, 2, 23);
  if (!hour || !take_sign(text, ":")) return std::nullopt;
  const auto minute = take_number(text, 2, 59);
  if (!minute) return std::nullopt;
  seconds clock = hours(*hour) + minutes(*minute);
  if (!take_sign(text, ":")) return clock;
  const auto second = take_number(text, 2, 60);
  if (!second) return std::nullopt;
  clock += seconds(*second);
  if (take_sign(text, ".")) {
    const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
    if (end == 0) return std::nullopt;
    text.remove_prefix(end);
  }
  return clock;
}

/// Z or ±HH:MM, up to the end of the text.
std::optional<seconds> take_offset(std::string_view text) {
  if (text == "Z" || text == "z") return seconds(0);
  const bool negative = text.starts_with('-');
  if (!take_sign(text, "+-")) return std::nullopt;
  const auto hour = take_number(text, 2, 23);
  if (!hour || !take_sign(text, ":")) return std::nullopt;
  const auto minute = take_number(text, 2, 59);
  if (!minute || !text.empty()) return std::nullopt;
  const seconds offset = hours(*hour) + minutes(*minute);
  return negative ? -offset : offset;
}

std::optional<Date> take_date(std::string_view& text) {
  constexpr int kFirstYear = 1970;
  constexpr int kLastYear = 2999;
  const auto year = take_number(text, 4, kLastYear);
  if (!year || *year < kFirstYear || !take_sign(text, "-")) return std::nullopt;
  const auto month = take_number(text, 2, 12);
  if (!month || !take_sign(text, "-")) return std::nullopt;
  const auto day = take_number(text, 2, 31);
  if (!day) return std::nullopt;
  const Date date = std::chrono::year(*year) / *month / *day;
  return date.ok() ? std::optional(date) : std::nullopt;
}

std::optional<Instant> read_instant(std::string_view text, const Zone& zone) {
  const auto date = take_date(text);
  if (!date) return std::nullopt;
  if (text.empty()) {
    const auto next = std::chrono::sys_days(*date) + std::chrono::days(1);
    return Instant{zone.begin_of(*date), zone.begin_of(next)};
  }
  if (!take_sign(text, "Tt ")) return std::nullopt;
  const auto clock = take_clock(text);
  if (!clock) return std::nullopt;
  Second time;
  if (text.empty()) {
    time = zone.at(*date, *clock);
  } else if (const auto offset = take_offset(text)) {
    time = std::chrono::sys_days(*date) + *clock - *offset;
  } else {
    return std::nullopt;
  }
  return Instant{time, time};
}

}  // namespace

Checked<Instant> parse_instant(std::string_view text, std::string_view name, const Zone& zone) {
  if (const auto instant = read_instant(text, zone)) return *instant;
  return Problem{Code::bad_parameter,
                 std::string(name) + '=' + ping::in_quotes(text) +
                     " is no time: write 2026-11-23, or 2026-11-23T13:00:00+01:00 (in a query a "
                     "plus sign is %2B)"};
}

std::optional<Date> date_in(std::string_view text) { return take_date(text); }

}  // namespace readcount::query
