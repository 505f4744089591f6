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

/// Each of the lists in which an article's number stands: of its month, day and hour.
constexpr std::size_t kLists = 3;
/// The hashes in which a bucket stands: of all time, and of the day.
constexpr std::size_t kSpreads = 2;

/// A start value changes up to six numbers of a hash, and is remembered in another.
constexpr std::size_t kStartWeight = 16 * kAmountWeight;

/// Adds to an amount that the store adds to `places`; it costs nothing more once there is one.
template <class Amount>
void add(Growth& growth, Amount& amount, std::uint64_t more, std::size_t places = 1) {
  if (amount == 0 && more != 0) growth.weight += places * kAmountWeight;
  amount += more;
}

MinuteCounts& minute_of(Delta& delta, Time at, Growth& growth) {
  const auto since = at - delta.hour;
  const auto minute =
      static_cast<std::uint8_t>(std::chrono::floor<std::chrono::minutes>(since).count());
  // Nearly always the newest.
  for (auto it = delta.minutes.rbegin(); it != delta.minutes.rend(); ++it) {
    if (it->minute == minute) return *it;
  }
  auto& added = delta.minutes.emplace_back();
  growth.bytes += sizeof added;
  added.minute = minute;
  return added;
}

void move(SpreadCounts& spread, const Progress& progress, Growth& growth) {
  const auto add_bucket = [&](std::uint32_t engaged, std::int64_t amount) {
    if (engaged == 0) return;
    const auto bucket = static_cast<std::uint8_t>(bucket_of(engaged));
    const auto same = [bucket](const auto& count) { return count.first == bucket; };
    const auto found = std::find_if(spread.buckets.begin(), spread.buckets.end(), same);
    if (found == spread.buckets.end()) {
      const auto& added = spread.buckets.emplace_back(bucket, amount);
      growth += {sizeof added, kSpreads * kAmountWeight};
    } else {
      found->second += amount;
    }
  };
  add_bucket(progress.engaged_before, -1);
  add_bucket(progress.engaged, 1);
  for (std::size_t i = 0; i < kQuarters.size(); ++i) {
    const bool reached = progress.scroll >= kQuarters[i] && progress.scroll_before < kQuarters[i];
    add(growth, spread.scroll[i], reached ? 1 : 0, kSpreads);
  }
}

void take_about(Delta& delta, const ping::Metadata& about, Growth& growth) {
  if (!delta.about) delta.about.emplace();
  const auto take = [&growth](std::string& to, const std::string& from) {
    if (from.empty()) return;
    growth += {from.size(), to.empty() ? kAmountWeight : 0};
    to = from;
  };
  take(delta.about->title, about.title);
  take(delta.about->section, about.section);
  take(delta.about->author, about.author);
  take(delta.about->published, about.published);
}

Growth add_view(Delta& delta, const Record& record, SubjectKind kind) {
  Growth growth;
  ++delta.loads;
  if (record.about && kind == SubjectKind::article) take_about(delta, *record.about, growth);
  if (!record.counted) return growth;
  ++delta.views;
  add(growth, minute_of(delta, record.happened(), growth).views, 1);
  delta.readers.push_back(record.reader);
  growth += {sizeof(ping::ReaderKey), 1};
  return growth;
}

Growth add_progress(Delta& delta, const Progress& progress) {
  Growth growth;
  delta.engaged += engaged_in(progress);
  auto& minute = minute_of(delta, progress.began, growth);
  add(growth, minute.engaged, engaged_in(progress));
  if (!progress.is_view) return growth;
  add(growth, minute.reads, progress.read ? 1 : 0);
  delta.reads += progress.read ? 1 : 0;
  delta.completions += progress.completed ? 1 : 0;
  move(delta.spread, progress, growth);
  return growth;
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

Growth add_record(Delta& delta, const Record& record) {
  const auto kind = kind_of(delta.article);
  delta.new_readers += totals_of(record, kind).readers;
  switch (record.kind) {
    case RecordKind::view:
      return add_view(delta, record, kind);
    case RecordKind::engage:
      return add_progress(delta, record.progress);
    case RecordKind::start:
      delta.starts.push_back({record.article.path, record.at, record.start});
      return {sizeof(StartValue) + record.article.path.size(), kStartWeight};
    case RecordKind::erase:
      delta.erased = record.article.path;
      return {record.article.path.size(), 0};  // stands alone in its batch
    case RecordKind::merge:
      delta.merged = {record.article.path, record.into};
      return {record.article.path.size() + record.into.size(), 0};
    default:
      break;
  }
  return {};
}

Growth add_to_list(ListCount& count, const Record& record) {
  Growth growth;
  if (record.kind == RecordKind::view && record.counted) {
    add(growth, count.views, 1, kLists + 1);  // and the trend's
    count.weight += weight_of(record.happened());
  }
  if (record.kind != RecordKind::engage) return growth;
  add(growth, count.reads, record.progress.read ? 1 : 0, kLists);
  add(growth, count.engaged, engaged_in(record.progress), kLists);
  return growth;
}

}  // namespace readcount::tally
