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

}  // namespace

Backlog::Backlog(std::filesystem::path directory, journal::RunId run, tally::RecordNumber after,
                 tally::RecordNumber given)
    : directory_(std::move(directory)),
      run_id_(run),
      growing_(true),
      cursor_(journal::Cursor::Run::growing, after),
      given_(given) {}

Backlog::Backlog(const std::vector<journal::Segment>& segments, journal::RunId run,
                 tally::RecordNumber given)
    : run_id_(run), growing_(false), cursor_(journal::Cursor::Run::ended, 0), given_(given) {
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

store::Result<Backlog::Reach> Backlog::read(tally::RecordNumber up_to, const Take& take) {
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
        if (growing_ && through() < up_to) miss({through() + 1, up_to});
        return Reach::all;
      case journal::Cursor::Found::gap:
        miss(cursor_.missing());
        break;
      case journal::Cursor::Found::record:
        give(take);
        break;
    }
  }
  return Reach::part;
}

void Backlog::miss(journal::Cursor::Gap gap) {
  const auto first = met_.lacking > 0 ? gap.first : std::max(gap.first, given_ + 1);
  if (first <= gap.last) met_.lost += gap.last - first + 1;
}

void Backlog::give(const Take& take) {
  const auto record = tally::decode(cursor_.payload());
  if (!record) {
    ++met_.not_understood;
    return;
  }
  since_ = record->at;
  if (take(*record, cursor_.number())) ++met_.lacking;
}

Backlog::Met Backlog::met() const {
  auto met = met_;
  met.torn_bytes = cursor_.torn_bytes();
  met.damaged_bytes = cursor_.damaged_bytes();
  return met;
}

}  // namespace readcount::pipeline
