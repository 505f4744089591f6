#include "settings/values.hpp"

#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <utility>

namespace readcount::settings {
namespace {

/// The digits at the front of `text`, taken off it. Nothing: none there, or too large a number.
std::optional<std::uint64_t> take_digits(std::string_view& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

struct Unit {
  std::string_view name;
  std::uint64_t size;
};

constexpr std::array kTimeUnits{Unit{"ms", 1}, Unit{"s", 1000}, Unit{"m", 60'000},
                                Unit{"h", 3'600'000}, Unit{"d", 86'400'000}};
constexpr std::array kByteUnits{Unit{"", 1}, Unit{"KiB", 1ULL << 10}, Unit{"MiB", 1ULL << 20},
                                Unit{"GiB", 1ULL << 30}, Unit{"TiB", 1ULL << 40}};

/// Number and unit multiplied. Nothing: another form, or too large a number.
template <std::size_t N>
std::optional<std::uint64_t> measure(std::string_view text, const std::array<Unit, N>& units) {
  const auto count = take_digits(text);
  if (!count) return std::nullopt;
  for (const auto& unit : units) {
    if (unit.name != text) continue;
    if (*count > std::numeric_limits<std::int64_t>::max() / unit.size) return std::nullopt;
    return *count * unit.size;
  }
  return std::nullopt;
}

/// `size` in the largest unit that divides it, e.g. "200ms" or "1GiB".
template <std::size_t N>
std::string in_units(std::uint64_t size, const std::array<Unit, N>& units) {
  for (auto unit = units.rbegin(); unit != units.rend(); ++unit) {
    if (size >= unit->size && size % unit->size == 0) {
      return std::to_string(size / unit->size).append(unit->name);
    }
  }
  return std::to_string(size).append(units.front().name);
}

std::string in_units(std::chrono::milliseconds time) {
  return in_units(static_cast<std::uint64_t>(time.count()), kTimeUnits);
}

/// A duration that is a whole number of units, which are called `name`.
template <class Unit>
Parsed<Unit> parse_whole(std::string_view text, Unit least, Unit most, std::string_view name) {
  const auto time = parse_duration(text, least, most);
  if (!time) return time.error();
  const auto whole = std::chrono::floor<Unit>(*time);
  if (whole == *time) return whole;
  return Complaint{in_quotes(text) + " is not a whole number of " + std::string(name)};
}

}  // namespace

Parsed<std::uint64_t> parse_number(std::string_view text, std::uint64_t least, std::uint64_t most) {
  auto rest = text;
  const auto value = take_digits(rest);
  if (value && rest.empty() && *value >= least && *value <= most) return *value;
  return Complaint{in_quotes(text) + " is not a whole number from " + std::to_string(least) +
                   " to " + std::to_string(most)};
}

Parsed<std::chrono::milliseconds> parse_duration(std::string_view text,
                                                 std::chrono::milliseconds least,
                                                 std::chrono::milliseconds most) {
  const auto count = measure(text, kTimeUnits);
  if (!count) {
    return Complaint{in_quotes(text) +
                     " is not a duration: write a whole number and its unit, as 200ms, 90s, 30m, "
                     "1h or 2d"};
  }
  const std::chrono::milliseconds time{static_cast<std::int64_t>(*count)};
  if (time < least || time > most) {
    return Complaint{in_quotes(text) + " is not within " + in_units(least) + " to " +
                     in_units(most)};
  }
  return time;
}

Parsed<std::chrono::seconds> parse_seconds(std::string_view text, std::chrono::seconds least,
                                           std::chrono::seconds most) {
  return parse_whole(text, least, most, "seconds");
}

Parsed<std::chrono::hours> parse_hours(std::string_view text, std::chrono::hours least,
                                       std::chrono::hours most) {
  return parse_whole(text, least, most, "hours");
}

Parsed<std::chrono::days> parse_days(std::string_view text, std::chrono::days least,
                                     std::chrono::days most) {
  return parse_whole(text, least, most, "days");
}

Parsed<std::uint64_t> parse_bytes(std::string_view text, std::uint64_t least) {
  const auto size = measure(text, kByteUnits);
  if (!size) {
    return Complaint{in_quotes(text) +
                     " is not a size: write bytes, or a whole number and its unit, "
                     "as 64KiB, 512MiB or 1GiB"};
  }
  if (*size < least) {
    return Complaint{in_quotes(text) + " is too small: give " + in_units(least, kByteUnits) +
                     " or more"};
  }
  return *size;
}

Parsed<std::uint64_t> parse_new_articles(std::string_view text) {
  return parse_number(text, 1, 1'000'000'000);
}

Parsed<bool> parse_boolean(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return Complaint{in_quotes(text) + " is neither \"true\" nor \"false\""};
}

Parsed<std::size_t> parse_word(std::string_view text, const std::vector<std::string_view>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == text) return i;
  }
  std::string complaint = in_quotes(text);
  if (words.size() == 2) {
    complaint += " is neither " + in_quotes(words[0]) + " nor " + in_quotes(words[1]);
    return Complaint{std::move(complaint)};
  }
  complaint += " is none of ";
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) complaint += i + 1 == words.size() ? " and " : ", ";
    complaint += in_quotes(words[i]);
  }
  return Complaint{std::move(complaint)};
}

}  // namespace readcount::settings
