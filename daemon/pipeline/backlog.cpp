#include "pipeline/backlog.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace readcount::pipeline {
namespace {

// A part takes some milliseconds, mostly of decoding and summing.
constexpr int kPart = 2'000;

store::Failure unreadable(const std::string& why) {
  return {store::FailureKind::transient, "the journal: " + why};
}

tally::RecordNumber highest(const store::Markers& markers) {
  return *std::max_element(markers.begin(), markers.end());
}

/// Whether it is known what a gap's records touch. A table that speaks of records behind the gap
/// was written before these were refused.
bool tells_of(const journal::Cursor::Gap& gap) {
  const auto& known = gap.last_numbers;
  return known && *std::max_element(known->begin(), known->end()) <= gap.last;
}

Backlog::Numbers::interval_type numbers(tally::RecordNumber first, tally::RecordNumber last) {
  return Backlog::Numbers::interval_type::closed(first, last);
}

struct Lost {
  std::uint64_t records = 0;
  bool is_at_most = false;
  std::vector<tally::Partition> partitions;  // that lack any
};

/// What the store lacks of a gap's records. Its partitions tell whether it is any, and up to which.
/// How many it is, where the store as a whole went back: it was given the records in order, so that
/// none is lacking up to the highest marker. Where a partition lacks one that others have got past,
/// they went back apart, and the journal no longer knows which records were between. What was told
/// before is lost no second time.
Lost lost_in(const journal::Cursor::Gap& gap, const store::Markers& markers,
             const Backlog::Told& told) {
  Lost lost;
  const auto given = highest(markers);
  auto first = given + 1;
  tally::RecordNumber last = 0;
  for (unsigned p = 0; p < tally::kPartitions; ++p) {
    const auto of_partition = (*gap.last_numbers)[p];
    if (of_partition < gap.first || of_partition <= markers[p]) continue;
    lost.partitions.push_back(static_cast<tally::Partition>(p));
    const Backlog::Numbers lacking(numbers(markers[p] + 1, of_partition));
    const auto fresh = lacking - told.lost[p];
    lost.is_at_most = lost.is_at_most || of_partition <= given || fresh != lacking;
    if (fresh.empty()) continue;
    last = std::max(last, boost::icl::last(fresh));
    first = std::min(first, boost::icl::first(fresh));
  }
  if (!lost.is_at_most) first = given + 1;
  if (last > 0) lost.records = last - std::max(first, gap.first) + 1;
  return lost;
}

}  // namespace

Backlog::Backlog(std::filesystem::path directory, journal::RunId run, tally::RecordNumber after,
                 tally::RecordNumber given, const store::Markers& markers, Told& told)
    : directory_(std::move(directory)),
      run_id_(run),
      growing_(true),
      cursor_(journal::Cursor::Run::growing, after),
      given_(given),
      markers_(markers),
      before_(told),
      told_(&told) {}

Backlog::Backlog(const std::vector<journal::Segment>& segments, journal::RunId run,
                 const store::Markers& markers, Told& told)
    : run_id_(run),
      growing_(false),
      cursor_(journal::Cursor::Run::ended, 0),
      given_(highest(markers)),
      markers_(markers),
      before_(told),
      told_(&told) {
  cursor_.set_segments(segments);
}

store::Result<void> Backlog::look() {
  const auto listed = journal::list(directory_);
  if (!listed) return unreadable(listed.error().text);
  std::vector<journal::Segment> segments;
  for (const auto& segment : *listed) {
    if (segment.run == run_id_) segments.push_back(segment);
  }
  cursor_.set_segments(segments);
  return {};
}

store::Result<Backlog::Reach> Backlog::read(tally::RecordNumber up_to, const Taker& taker) {
  if (growing_) {
    if (const auto looked = look(); !looked) return looked.error();
  }
  for (int i = 0; i < kPart; ++i) {
    const auto found = cursor_.next(up_to);
    if (!found) {
      return unreadable("run " + run_id_.hex() + " cannot be read: " + found.error().message());
    }
    switch (*found) {
      case journal::Cursor::Found::end:
        // Of a run that is being written the end is known: what lies between is gone.
        if (growing_ && through() < up_to) miss({through() + 1, up_to, nullptr}, taker);
        return Reach::all;
      case journal::Cursor::Found::gap:
        miss(cursor_.missing(), taker);
        break;
      case journal::Cursor::Found::record:
        give(taker);
        break;
    }
  }
  return Reach::part;
}

void Backlog::miss(const journal::Cursor::Gap& gap, const Taker& taker) {
  Lost lost;
  if (tells_of(gap)) {
    lost = lost_in(gap, markers_, before_);
    for (const auto partition : lost.partitions) {
      const auto last = (*gap.last_numbers)[partition];
      told_->lost[partition] += numbers(markers_[partition] + 1, last);
      taker.pass_over(partition, last);
    }
  } else {
    const auto first = met_.lacking > 0 ? gap.first : std::max(gap.first, given_ + 1);
    if (first <= gap.last) {
      const Numbers lacking(numbers(first, gap.last));
      lost.records = boost::icl::cardinality(lacking - before_.anywhere);
      told_->anywhere += lacking;
    }
  }
  met_.lost += lost.records;
  met_.is_at_most = met_.is_at_most || (lost.is_at_most && lost.records > 0);
}

void Backlog::give(const Taker& taker) {
  const auto record = tally::decode(cursor_.payload());
  if (!record) {
    if (cursor_.number() <= before_.not_understood) return;
    ++met_.not_understood;
    told_->not_understood = std::max(told_->not_understood, cursor_.number());
    return;
  }
  since_ = record->at;
  if (taker.take(*record, cursor_.number())) ++met_.lacking;
}

Backlog::Met Backlog::met() const {
  auto met = met_;
  met.torn_bytes = cursor_.torn_bytes();
  met.damaged_bytes = cursor_.damaged_bytes();
  return met;
}

}  // namespace readcount::pipeline
