#pragma once

#include "tally/batch.hpp"
#include "tally/record.hpp"

#include <cstddef>

namespace readcount::tally {

/// What a record adds to the totals of each of its subjects of this kind; the readers are those of
/// the article alone: one who is new to an article may well be known to its site.
Totals totals_of(const Record& record, SubjectKind kind) noexcept;

/// The weight of a view in the trend of its day: 2^(t / 1 h), t being the time since the day began.
/// Of two views the later one by an hour weighs twice as much, whenever one looks.
double weight_of(Time at) noexcept;

/// By how much something that waits for the store grew.
struct Growth {
  std::size_t bytes = 0;   ///< of memory, roughly
  std::size_t weight = 0;  ///< what it costs the store: see kAmountWeight

  Growth& operator+=(const Growth& other) noexcept {
    bytes += other.bytes;
    weight += other.weight;
    return *this;
  }
};

/// The weight of an amount that the store's script adds to a key, about a microsecond of its time;
/// that of a reader who is added to a day and an hour is 1.
inline constexpr std::size_t kAmountWeight = 2;

/// The weight of a delta as such: its counts, the upkeep of its readers, the totals it asks for.
inline constexpr std::size_t kDeltaWeight = 30 * kAmountWeight;

/// Adds a record to the delta of one of its subjects, whose hour is that in which the record
/// counts; but for its sources and its list of articles, which the caller finds by an index.
Growth add_record(Delta& delta, const Record& record);

/// Calls `visit` with the letter (SCHEMA.md) and the value of each source that a record counts
/// for.
template <class Visit>
void for_each_source(const Record& record, Visit&& visit) {
  const auto give = [&visit](char kind, const std::string& value) {
    if (!value.empty()) visit(kind, value);
  };
  if (record.kind == RecordKind::event) give('n', record.event);
  if (record.kind == RecordKind::set_aside) give('k', record.sender_class);
  if (record.kind != RecordKind::view || !record.counted) return;
  const auto& sources = record.sources;
  give('r', sources.referrer);
  give('h', sources.channel);
  give('p', sources.campaign);
  give('d', sources.device);
  give('c', sources.country);
  give('l', sources.language);
}

/// Adds a record to its article's part of a list.
Growth add_to_list(ListCount& count, const Record& record);

}  // namespace readcount::tally
