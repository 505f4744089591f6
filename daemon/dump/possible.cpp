// What may stand in a line.

#include "base/number.hpp"
#include "dump/line.hpp"
#include "ping/text.hpp"
#include "tally/spread.hpp"
#include "tally/subject.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace readcount::dump {
namespace {

using tally::SubjectKind;

constexpr std::string_view kLetters = "lvrdce";
constexpr std::size_t kMaxPath = 512;
constexpr std::size_t kMaxText = 512;
constexpr std::size_t kMaxSourceName = 512;
constexpr std::size_t kMaxHost = 255;
constexpr std::int64_t kMostAmount = std::int64_t{1} << 53U;  // the apply script's own bound

bool is_text(std::string_view text, std::size_t most) {
  return !text.empty() && text.size() <= most && ping::is_utf8(text) && !ping::has_control(text);
}

bool is_path(std::string_view path) {
  return path.starts_with('/') && path.size() <= kMaxPath &&
         std::all_of(path.begin(), path.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

bool is_host(std::string_view host) {
  return !host.empty() && host.size() <= kMaxHost &&
         std::all_of(host.begin(), host.end(),
                     [](char c) { return c > ' ' && c < '\x7f' && c != '/' && c != '"'; });
}

bool is_subject(const ping::Article& subject) {
  if (!is_host(subject.site)) return false;
  const std::string_view path = subject.path;
  if (path.empty()) return true;
  if (path.starts_with("s:") || path.starts_with("a:")) {
    return is_text(path.substr(2), tally::kMaxSubjectName);
  }
  return is_path(path);
}

/// A letter of the totals, alone or with a time of one of these lengths behind it.
bool is_count(std::string_view name, std::initializer_list<std::size_t> lengths) {
  if (name.empty() || kLetters.find(name[0]) == std::string_view::npos) return false;
  const auto time = name.substr(1);
  if (std::find(lengths.begin(), lengths.end(), time.size()) == lengths.end()) return false;
  return time.empty() || begin_of(time).has_value();
}

bool is_hour(std::string_view name) {
  if (name.size() != 3 || kLetters.find(name[0]) == std::string_view::npos) return false;
  const auto hour = whole_number<unsigned>(name.substr(1));
  return hour && *hour < 24;
}

bool is_spread(std::string_view name) {
  if (name == "s25" || name == "s50" || name == "s75" || name == "s100") return true;
  if (!name.starts_with('b') || name.size() > 3) return false;
  const auto bucket = whole_number<unsigned>(name.substr(1));
  return bucket && *bucket < tally::kBuckets && (name.size() == 2 || name[1] != '0');
}

/// Classes are kept of sites alone.
bool is_source(std::string_view name, bool of_site) {
  const std::string_view sources = of_site ? "rhpdclnk" : "rhpdcln";
  return name.size() > 2 && sources.find(name[0]) != std::string_view::npos && name[1] == ':' &&
         is_text(name.substr(2), kMaxSourceName);
}

bool is_about(std::string_view name) {
  return name == "title" || name == "section" || name == "author" || name == "published";
}

bool is_amount(std::string_view text, std::int64_t least) {
  const auto amount = whole_number<std::int64_t>(text);
  return amount && *amount >= least && *amount < kMostAmount;
}

bool is_weight(std::string_view text) {
  double weight = 0;
  const auto* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, weight);
  return read.ec == std::errc() && read.ptr == end && std::isfinite(weight) && weight >= 0 &&
         weight < 1e300;
}

/// When it was said, and six numbers.
bool is_start(std::string_view text) {
  int numbers = 0;
  for (std::size_t end = 0; end != std::string_view::npos; ++numbers) {
    end = text.find(' ');
    if (!is_amount(text.substr(0, end), 0)) return false;
    if (end != std::string_view::npos) text.remove_prefix(end + 1);
  }
  return numbers == 7;
}

bool is_name(const Line& line, std::string_view name) {
  switch (line.kind) {
    case Kind::starts:
      return line.subject.path.empty() ? is_path(name) : name == "start";
    case Kind::totals:
      return is_count(name, {0, 6, 8}) || is_spread(name);
    case Kind::about:
      return is_about(name);
    case Kind::hours:
      return is_hour(name);
    case Kind::spread:
      return is_spread(name);
    case Kind::sources:
      return is_source(name, line.subject.path.empty());
    default:
      return is_path(name);
  }
}

}  // namespace

std::optional<Hour> begin_of(std::string_view slot) {
  if (slot.size() != 6 && slot.size() != 8 && slot.size() != 10) return std::nullopt;
  const auto part = [slot](std::size_t at, std::size_t length) {
    return whole_number<unsigned>(slot.substr(at, length));
  };
  const auto year = part(0, 4);
  const auto month = part(4, 2);
  const auto day = slot.size() > 6 ? part(6, 2) : 1U;
  const auto hour = slot.size() > 8 ? part(8, 2) : 0U;
  if (!year || !month || !day || !hour || *hour > 23) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(*month), std::chrono::day(*day));
  if (!date.ok() || std::chrono::sys_days(date) < kEarliest) return std::nullopt;
  return Hour(std::chrono::sys_days(date)) + std::chrono::hours(*hour);
}

bool is_possible(const Line& line) {
  if (!is_subject(line.subject)) return false;
  const auto kind = tally::kind_of(line.subject);
  const bool is_slot = line.slot.empty() || begin_of(line.slot).has_value();
  switch (line.kind) {
    case Kind::totals:
      return line.slot.empty();
    case Kind::about:
      return line.slot.empty() && kind == SubjectKind::article;
    case Kind::starts:
      return line.slot.empty() && (kind == SubjectKind::article || kind == SubjectKind::site);
    case Kind::hours:
    case Kind::spread:
      return is_slot && line.slot.size() == 8;
    case Kind::sources:
      return is_slot && line.slot.size() == 8 &&
             (kind == SubjectKind::article || kind == SubjectKind::site);
    case Kind::list:
      return is_slot && !line.slot.empty() && kind != SubjectKind::article &&
             (line.metric == 'v' || line.metric == 'd' || line.metric == 'e');
    default:
      return is_slot && line.slot.size() == 8 && kind != SubjectKind::article;
  }
}

bool is_possible(const Line& line, std::string_view name, std::string_view value) {
  if (!is_name(line, name)) return false;
  if (line.kind == Kind::about) return is_text(value, kMaxText);
  if (line.kind == Kind::starts) return is_start(value);
  if (line.kind == Kind::trend) return is_weight(value);
  // A view goes from bucket to bucket, so that one may for a while lack what another day has.
  return is_amount(value, name[0] == 'b' ? -kMostAmount + 1 : 0);
}

}  // namespace readcount::dump
