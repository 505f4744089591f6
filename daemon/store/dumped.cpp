#include "store/dumped.hpp"

#include "base/number.hpp"
#include "store/classify.hpp"
#include "store/replies.hpp"
#include "store/stay.hpp"
#include "tally/subject.hpp"

#include <algorithm>
#include <utility>

namespace readcount::store {
namespace {

using dump::Kind;
using std::chrono::days;

constexpr std::string_view kScanning = "reading for an export";
constexpr std::string_view kKeysAStep = "1000";
constexpr std::string_view kValuesAStep = "1000";

/// Text that SCAN's pattern takes for itself.
std::string literally(std::string_view text) {
  std::string pattern;
  for (const char c : text) {
    if (std::string_view("*?[]\\").find(c) != std::string_view::npos) pattern += '\\';
    pattern += c;
  }
  return pattern;
}

/// The subject of `host/path`, `host`, `hosts:name` or `hosta:name`. A host has no slash, and a
/// colon only in brackets.
ping::Article subject_in(std::string_view text) {
  const auto address = text.starts_with('[') ? text.find(']') : 0;
  auto mark = text.find_first_of("/:", address == std::string_view::npos ? 0 : address);
  if (mark == std::string_view::npos) return {std::string(text), {}};
  if (text[mark] == ':' && mark > 0) --mark;
  return {std::string(text.substr(0, mark)), std::string(text.substr(mark))};
}

/// The subject whose totals a key holds; nothing for any other key.
std::optional<ping::Article> subject_of(const Keys& keys, std::string_view key) {
  const auto tag_at = keys.prefix().size() + 1;
  const auto tag_end = key.find('}', tag_at);
  if (!key.starts_with(keys.prefix() + "{") || tag_end == std::string_view::npos) {
    return std::nullopt;
  }
  const auto tag = whole_number<tally::Partition>(key.substr(tag_at, tag_end - tag_at));
  constexpr std::string_view kKind = "}:a:";
  const auto rest = key.substr(tag_end);
  if (!tag || !rest.starts_with(kKind)) return std::nullopt;
  auto subject = subject_in(rest.substr(kKind.size()));
  if (tally::partition_of(subject) != *tag) return std::nullopt;
  return subject;
}

/// The two parts of an answer to one of the SCANs.
bool is_step(const Reply& reply) {
  return reply.kind == Reply::Kind::array && reply.elements.size() == 2 &&
         reply.elements[1].kind == Reply::Kind::array;
}

void drop_repeats(dump::Values& values) {
  const auto by_name = [](const auto& a, const auto& b) { return a.first < b.first; };
  const auto same = [](const auto& a, const auto& b) { return a.first == b.first; };
  std::stable_sort(values.begin(), values.end(), by_name);
  values.erase(std::unique(values.begin(), values.end(), same), values.end());
}

}  // namespace

std::string key_of(const Keys& keys, std::string_view tag, const dump::Line& line) {
  const auto& subject = line.subject;
  const auto hour = dump::begin_of(line.slot).value_or(Hour());
  switch (line.kind) {
    case Kind::hours:
      return keys.hours(tag, subject, day_of_hour(hour));
    case Kind::spread:
      return keys.spread(tag, subject, day_of_hour(hour));
    case Kind::sources:
      return keys.sources(tag, subject, day_of_hour(hour));
    case Kind::starts:
      return subject.path.empty() ? keys.starts(tag, subject) : keys.article(tag, subject);
    case Kind::list:
      return keys.list(tag, line.metric, subject, line.slot);
    case Kind::trend:
      return keys.trend(tag, subject, day_of_hour(hour));
    default:
      return keys.article(tag, subject);
  }
}

std::optional<std::chrono::sys_seconds> expiry_of(const dump::Line& line,
                                                  const Lifetimes& lifetimes) {
  constexpr std::size_t kDay = 8;
  constexpr std::size_t kHour = 10;
  const auto begin = dump::begin_of(line.slot).value_or(Hour());
  const auto kind = tally::kind_of(line.subject);
  switch (line.kind) {
    case Kind::hours:
      if (kind != tally::SubjectKind::article) return std::nullopt;
      return begin + days(1) + lifetimes.hours;
    case Kind::spread:
      return begin + days(1) + lifetimes.engagement;
    case Kind::sources:
      return begin + days(1) +
             (kind == tally::SubjectKind::article ? lifetimes.sources : lifetimes.site_sources);
    case Kind::list:
      if (line.slot.size() == kDay) return begin + days(1) + lifetimes.day_lists;
      if (line.slot.size() == kHour) return begin + std::chrono::hours(1) + lifetimes.hour_lists;
      return std::nullopt;
    case Kind::trend:
      return begin + days(1) + kTrendStays;
    default:
      return std::nullopt;
  }
}

Arguments scan_subjects(const Keys& keys, std::string_view cursor, std::string_view site) {
  const auto pattern = literally(keys.prefix()) + "{*}:a:" + literally(site) + "*";
  return {"SCAN", cursor, "MATCH", pattern, "COUNT", kKeysAStep};
}

Result<Subjects> decode_subjects(const Keys& keys, const Reply& reply, std::string_view site) {
  if (reply.is_error()) return failure_of(kScanning, reply.text);
  if (!is_step(reply)) return nonsense(kScanning);
  Subjects found;
  found.cursor = reply.elements[0].text;
  for (const auto& element : reply.elements[1].elements) {
    auto subject = subject_of(keys, element.text);
    if (subject && (site.empty() || subject->site == site)) {
      found.subjects.push_back(std::move(*subject));
    }
  }
  return found;
}

LineScan::LineScan(std::vector<dump::Line>& lines) {
  readings_.reserve(lines.size());
  for (auto& line : lines) {
    auto& reading = readings_.emplace_back();
    reading.line = &line;
  }
}

std::vector<Arguments> LineScan::next(const Keys& keys) const {
  std::vector<Arguments> commands;
  commands.reserve(readings_.size());
  for (const auto& reading : readings_) {
    const auto& line = *reading.line;
    const auto tag = tag_of(tally::partition_of(line.subject));
    const bool sorted = line.kind == Kind::list || line.kind == Kind::trend;
    commands.push_back({sorted ? "ZSCAN" : "HSCAN", key_of(keys, tag, line), reading.cursor,
                        "COUNT", kValuesAStep});
  }
  return commands;
}

Result<void> LineScan::take(const std::vector<Reply>& replies) {
  if (replies.size() != readings_.size()) return nonsense(kScanning);
  for (std::size_t i = 0; i < replies.size(); ++i) {
    auto taken = take(readings_[i], replies[i]);
    if (!taken) return taken;
  }
  std::erase_if(readings_, [](const Reading& reading) { return reading.cursor == "0"; });
  return {};
}

Result<void> LineScan::take(Reading& reading, const Reply& reply) {
  auto& values = reading.line->values;
  if (reply.is_error() && error_word(reply.text) == "WRONGTYPE") {
    reading.cursor = "0";
    return {};
  }
  if (reply.is_error()) return failure_of(kScanning, reply.text);
  if (!is_step(reply) || reply.elements[1].elements.size() % 2 != 0) return nonsense(kScanning);
  const auto& elements = reply.elements[1].elements;
  for (std::size_t i = 0; i < elements.size(); i += 2) {
    values.emplace_back(elements[i].text, elements[i + 1].text);
  }
  reading.cursor = reply.elements[0].text;
  if (reading.cursor == "0" && reading.repeats) drop_repeats(values);
  reading.repeats = true;
  return {};
}

}  // namespace readcount::store
