#include "tally/sum.hpp"

#include "tally/spread.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace readcount::tally {
namespace {

constexpr std::array<std::uint8_t, 4> kQuarters{25, 50, 75, 100};

std::uint32_t engaged_in(const Progress& progress) noexcept {
  return progress.engaged - progress.engaged_before;
}

MinuteCounts& minute_of(Delta& delta, Time at) {
  const auto since = at - delta.hour;
  const auto minute =
      static_cast<std::uint8_t>(std::chrono::floor<std::chrono::minutes>(since).count());
  // Nearly always the newest.
  for (auto it = delta.minutes.rbegin(); it != delta.minutes.rend(); ++it) {
    if (it->minute == minute) return *it;
  }
  auto& added = delta.minutes.emplace_back();
  added.minute = minute;
  return added;
}

void move(SpreadCounts& spread, const Progress& progress) {
  const auto add = [&](std::uint32_t engaged, std::int64_t amount) {
    if (engaged == 0) return;
    const auto bucket = static_cast<std::uint8_t>(bucket_of(engaged));
    const auto same = [bucket](const auto& count) { return count.first == bucket; };
    const auto found = std::find_if(spread.buckets.begin(), spread.buckets.end(), same);
    if (found == spread.buckets.end()) {
      spread.buckets.emplace_back(bucket, amount);
    } else {
      found->second += amount;
    }
  };
  add(progress.engaged_before, -1);
  add(progress.engaged, 1);
  for (std::size_t i = 0; i < kQuarters.size(); ++i) {
    const bool reached = progress.scroll >= kQuarters[i] && progress.scroll_before < kQuarters[i];
    spread.scroll[i] += reached ? 1 : 0;
  }
}

std::size_t take_about(Delta& delta, const ping::Metadata& about) {
  if (!delta.about) delta.about.emplace();
  std::size_t grown = 0;
  const auto take = [&grown](std::string& to, const std::string& from) {
    if (from.empty()) return;
    grown += from.size();
    to = from;
  };
  take(delta.about->title, about.title);
  take(delta.about->section, about.section);
  take(delta.about->author, about.author);
  take(delta.about->published, about.published);
  return grown;
}

std::size_t add_view(Delta& delta, const Record& record, SubjectKind kind) {
  std::size_t grown = 0;
  ++delta.loads;
  if (record.about && kind == SubjectKind::article) grown += take_about(delta, *record.about);
  if (!record.counted) return grown;
  ++delta.views;
  ++minute_of(delta, record.happened()).views;
  delta.readers.push_back(record.reader);
  return grown + sizeof(ping::ReaderKey);
}

void add_progress(Delta& delta, const Progress& progress) {
  delta.engaged += engaged_in(progress);
  auto& minute = minute_of(delta, progress.began);
  minute.engaged += engaged_in(progress);
  if (!progress.is_view) return;
  minute.reads += progress.read ? 1 : 0;
  delta.reads += progress.read ? 1 : 0;
  delta.completions += progress.completed ? 1 : 0;
  move(delta.spread, progress);
}

}  // namespace

Totals totals_of(const Record& record, SubjectKind kind) noexcept {
  Totals totals;
  switch (record.kind) {
    case RecordKind::view:
      totals.loads = 1;
      totals.views = record.counted ? 1 : 0;
      totals.readers = record.new_reader && kind == SubjectKind::article ? 1 : 0;
      break;
    case RecordKind::engage:
      totals.reads = record.progress.read ? 1 : 0;
      totals.completions = record.progress.completed ? 1 : 0;
      totals.engaged = engaged_in(record.progress);
      break;
    default:
      break;  // what a start value changes, the store alone knows
  }
  return totals;
}

double weight_of(Time at) noexcept {
  const std::chrono::duration<double, std::ratio<3600>> hours = at - day_of(at);
  return std::exp2(hours.count());
}

std::size_t add_record(Delta& delta, const Record& record) {
  const auto kind = kind_of(delta.article);
  delta.new_readers += totals_of(record, kind).readers;
  switch (record.kind) {
    case RecordKind::view:
      return add_view(delta, record, kind);
    case RecordKind::engage:
      add_progress(delta, record.progress);
      return 0;
    case RecordKind::start:
      delta.starts.push_back({record.article.path, record.at, record.start});
      return sizeof(StartValue) + record.article.path.size();
    case RecordKind::erase:
      delta.erased = record.article.path;
      return record.article.path.size();
    default:
      break;
  }
  return 0;
}

void add_to_list(ListCount& count, const Record& record) {
  if (record.kind == RecordKind::view && record.counted) {
    ++count.views;
    count.weight += weight_of(record.happened());
  }
  if (record.kind != RecordKind::engage) return;
  count.reads += record.progress.read ? 1 : 0;
  count.engaged += engaged_in(record.progress);
}

}  // namespace readcount::tally
