#include "tally/record.hpp"

#include "base/bytes.hpp"

#include <initializer_list>
#include <utility>

namespace readcount::tally {
namespace {

constexpr char kCounted = 1;
constexpr char kRepeat = 2;
constexpr char kCountedNewReader = 3;
constexpr char kEngage = 4;
constexpr char kEvent = 5;
constexpr char kStart = 6;
constexpr char kErase = 7;
constexpr char kMerge = 8;
constexpr char kSetAside = 9;
constexpr std::size_t kFixed = 1 + 8 + 8 + 8 + 2 + 2;
constexpr std::size_t kFieldHead = 1 + 2;

// The tags of what may follow. A number is never used again for something else.
constexpr char kProgress = 1;
constexpr std::size_t kProgressBytes = 8 + 4 + 4 + 1 + 1 + 1;
constexpr unsigned kIsView = 1;
constexpr unsigned kRead = 2;
constexpr unsigned kCompleted = 4;

constexpr char kPast = 5;
constexpr char kNew = 6;

constexpr char kStartValue = 30;
constexpr std::uint64_t Totals::*kStartNumbers[] = {&Totals::loads,       &Totals::views,
                                                    &Totals::readers,     &Totals::reads,
                                                    &Totals::completions, &Totals::engaged};

constexpr char kAbout = 20;  // comes first, so that an empty one is one as well

struct TextField {
  char tag;
  std::string Record::*text;
};
constexpr TextField kTexts[] = {{2, &Record::section},      {3, &Record::author},
                                {4, &Record::event},        {7, &Record::told},
                                {8, &Record::sender_class}, {31, &Record::into}};

struct SourceField {
  char tag;
  std::string ping::Sources::*text;
};
constexpr SourceField kSources[] = {{10, &ping::Sources::referrer}, {11, &ping::Sources::channel},
                                    {12, &ping::Sources::campaign}, {13, &ping::Sources::device},
                                    {14, &ping::Sources::country},  {15, &ping::Sources::language}};

struct AboutField {
  char tag;
  std::string ping::Metadata::*text;
};
constexpr AboutField kAbouts[] = {{21, &ping::Metadata::title},
                                  {22, &ping::Metadata::section},
                                  {23, &ping::Metadata::author},
                                  {24, &ping::Metadata::published}};

char letter_of(const Record& record) {
  switch (record.kind) {
    case RecordKind::engage:
      return kEngage;
    case RecordKind::event:
      return kEvent;
    case RecordKind::start:
      return kStart;
    case RecordKind::erase:
      return kErase;
    case RecordKind::merge:
      return kMerge;
    case RecordKind::set_aside:
      return kSetAside;
    case RecordKind::view:
      break;
  }
  if (!record.counted) return kRepeat;
  return record.new_reader ? kCountedNewReader : kCounted;
}

void put_field(std::string& out, char tag, std::string_view bytes) {
  out += tag;
  put(out, static_cast<std::uint16_t>(bytes.size()));
  out += bytes;
}

void put_text(std::string& out, char tag, const std::string& text) {
  if (!text.empty()) put_field(out, tag, text);
}

std::uint64_t milliseconds(Time time) {
  return static_cast<std::uint64_t>(time.time_since_epoch().count());
}

Time time_in(std::string_view bytes) {
  return Time{std::chrono::milliseconds{static_cast<std::int64_t>(peek<std::uint64_t>(bytes))}};
}

void put_progress(std::string& out, const Progress& progress) {
  out += kProgress;
  put(out, static_cast<std::uint16_t>(kProgressBytes));
  put(out, milliseconds(progress.began));
  put(out, progress.engaged_before);
  put(out, progress.engaged);
  put(out, progress.scroll_before);
  put(out, progress.scroll);
  const auto flags = (progress.is_view ? kIsView : 0) | (progress.read ? kRead : 0) |
                     (progress.completed ? kCompleted : 0);
  put(out, static_cast<std::uint8_t>(flags));
}

void put_past(std::string& out, Time past) {
  out += kPast;
  put(out, static_cast<std::uint16_t>(sizeof(std::uint64_t)));
  put(out, milliseconds(past));
}

bool take_past(std::string_view bytes, Record& record) {
  if (bytes.size() < sizeof(std::uint64_t)) return false;
  record.past = time_in(bytes);
  return true;
}

bool take_progress(std::string_view bytes, Progress& progress) {
  if (bytes.size() < kProgressBytes) return false;
  progress.began = time_in(bytes);
  progress.engaged_before = peek<std::uint32_t>(bytes.substr(8));
  progress.engaged = peek<std::uint32_t>(bytes.substr(12));
  progress.scroll_before = peek<std::uint8_t>(bytes.substr(16));
  progress.scroll = peek<std::uint8_t>(bytes.substr(17));
  const auto flags = peek<std::uint8_t>(bytes.substr(18));
  progress.is_view = (flags & kIsView) != 0;
  progress.read = (flags & kRead) != 0;
  progress.completed = (flags & kCompleted) != 0;
  return true;
}

void put_start(std::string& out, const Totals& start) {
  std::string numbers;
  for (const auto number : kStartNumbers) put(numbers, start.*number);
  put_field(out, kStartValue, numbers);
}

bool take_start(std::string_view bytes, Totals& start) {
  for (const auto number : kStartNumbers) {
    if (bytes.size() < sizeof(std::uint64_t)) return false;
    start.*number = peek<std::uint64_t>(bytes);
    bytes.remove_prefix(sizeof(std::uint64_t));
  }
  return true;
}

/// One field of those that may follow; one with a tag of a later version is no mistake.
bool take_field(char tag, std::string_view bytes, Record& record) {
  if (tag == kProgress) return take_progress(bytes, record.progress);
  if (tag == kPast) return take_past(bytes, record);
  if (tag == kStartValue) return take_start(bytes, record.start);
  if (tag == kNew) record.is_new = true;
  if (tag == kAbout) record.about.emplace();
  for (const auto& field : kTexts) {
    if (field.tag == tag) record.*field.text = bytes;
  }
  for (const auto& field : kSources) {
    if (field.tag == tag) record.sources.*field.text = bytes;
  }
  for (const auto& field : kAbouts) {
    if (field.tag == tag && record.about) (*record.about).*field.text = bytes;
  }
  return true;
}

bool take_fields(std::string_view rest, Record& record) {
  while (!rest.empty()) {
    if (rest.size() < kFieldHead) return false;
    const char tag = rest[0];
    const auto size = peek<std::uint16_t>(rest.substr(1));
    rest.remove_prefix(kFieldHead);
    if (rest.size() < size || !take_field(tag, rest.substr(0, size), record)) return false;
    rest.remove_prefix(size);
  }
  return true;
}

bool take_kind(char kind, Record& record) {
  if (kind < kCounted || kind > kSetAside) return false;
  if (kind == kEngage) record.kind = RecordKind::engage;
  if (kind == kEvent) record.kind = RecordKind::event;
  if (kind == kStart) record.kind = RecordKind::start;
  if (kind == kErase) record.kind = RecordKind::erase;
  if (kind == kMerge) record.kind = RecordKind::merge;
  if (kind == kSetAside) record.kind = RecordKind::set_aside;
  record.counted = kind == kCounted || kind == kCountedNewReader;
  record.new_reader = kind == kCountedNewReader;
  return true;
}

}  // namespace

RecordKind kind_of(ping::Kind kind) noexcept {
  switch (kind) {
    case ping::Kind::engage:
      return RecordKind::engage;
    case ping::Kind::event:
      return RecordKind::event;
    default:
      return RecordKind::view;
  }
}

void encode(const Record& record, std::string& out) {
  out += letter_of(record);
  put(out, milliseconds(record.at));
  put(out, record.reader);
  put(out, record.view);
  put(out, static_cast<std::uint16_t>(record.article.site.size()));
  put(out, static_cast<std::uint16_t>(record.article.path.size()));
  out += record.article.site;
  out += record.article.path;
  if (record.kind == RecordKind::engage) put_progress(out, record.progress);
  if (record.kind == RecordKind::start) put_start(out, record.start);
  if (record.past) put_past(out, *record.past);
  if (record.is_new) put_field(out, kNew, {});
  for (const auto& field : kTexts) put_text(out, field.tag, record.*field.text);
  for (const auto& field : kSources) put_text(out, field.tag, record.sources.*field.text);
  if (!record.about) return;
  put_field(out, kAbout, {});
  for (const auto& field : kAbouts) put_text(out, field.tag, (*record.about).*field.text);
}

std::optional<Record> decode(std::string_view payload) {
  if (payload.size() < kFixed) return std::nullopt;
  Record record;
  if (!take_kind(payload[0], record)) return std::nullopt;
  record.at = time_in(payload.substr(1));
  record.reader = peek<std::uint64_t>(payload.substr(9));
  record.view = peek<std::uint64_t>(payload.substr(17));
  const std::size_t site = peek<std::uint16_t>(payload.substr(25));
  const std::size_t path = peek<std::uint16_t>(payload.substr(27));
  payload.remove_prefix(kFixed);
  if (payload.size() < site + path) return std::nullopt;
  record.article.site = payload.substr(0, site);
  record.article.path = payload.substr(site, path);
  if (!take_fields(payload.substr(site + path), record)) return std::nullopt;
  return record;
}

}  // namespace readcount::tally
