#include "ledger.hpp"

#include "journal/cursor.hpp"
#include "journal/file.hpp"
#include "journal/reader.hpp"

#include <algorithm>
#include <utility>

namespace readcount::journal::testing {
namespace {

std::string about(std::uint64_t number, const char* what) {
  return "record " + std::to_string(number) + " " + what;
}

}  // namespace

Ledger::Ledger(std::filesystem::path directory, RunId run, Kept kept, std::uint64_t segment_bytes)
    : directory_(std::move(directory)), run_(run), kept_(kept), segment_bytes_(segment_bytes) {
  write();
}

void Ledger::stage(std::size_t payload_bytes) {
  if (!writer_) return;
  auto payload = std::to_string(writer_->last_number() + 1) + ":";
  payload.resize(std::max(payload_bytes, payload.size()), 'x');
  records_[writer_->stage(payload)].payload = payload;
}

bool Ledger::write() {
  if (!writer_) {
    auto created = Writer::create({directory_, run_, segment_bytes_});
    if (!created) return false;
    writer_ = std::move(*created);
  }
  const auto written = writer_->write().has_value();
  const auto good = kept_ == Kept::once_written ? State::kept : State::written;
  turn(State::staged, written ? good : State::refused);
  return written;
}

void Ledger::turn(State from, State to) {
  for (auto& [number, record] : records_) {
    if (record.state == from) record.state = to;
  }
}

void Ledger::begin_sync() {
  if (!writer_ || syncing_) return;
  syncing_ = true;
  sync_failed_ = false;
  const auto files = writer_->take_unsynced();
  syncing_through_ = writer_->last_written();
  for (const auto& file : files) {
    if (!file->sync()) sync_failed_ = true;
  }
}

bool Ledger::end_sync() {
  if (!std::exchange(syncing_, false)) return true;
  if (sync_failed_) {
    never_synced_through_ = writer_->last_written();
    const bool once_written = kept_ == Kept::once_written;
    writer_->abandon_segment(once_written ? writer_->last_written() : last_synced_);
    turn(State::written, State::refused);
    return false;
  }
  last_synced_ = syncing_through_;
  for (auto& [number, record] : records_) {
    if (number > syncing_through_) break;
    if (record.state == State::written) record.state = State::kept;
    if (number > never_synced_through_ && record.state == State::kept) record.synced = true;
  }
  return true;
}

void Ledger::remove_oldest() {
  const auto listed = list(directory_);
  if (!listed) return;
  std::vector<Segment> mine;
  for (const auto& segment : *listed) {
    if (segment.run == run_ && segment.first_number > removed_through_) mine.push_back(segment);
  }
  if (mine.size() < 2) return;
  const auto through = mine[1].first_number - 1;
  for (const auto& [number, record] : records_) {
    if (number <= through && record.state == State::written) return;
  }
  if (remove(mine[0])) removed_through_ = through;
}

void Ledger::die() {
  writer_.reset();
  syncing_ = false;
  turn(State::staged, State::refused);
}

Ledger::Reading Ledger::read() const {
  Reading reading;
  const auto listed = list(directory_);
  if (!listed) {
    reading.failure = listed.error().text;
    return reading;
  }
  std::vector<Segment> mine;
  for (const auto& segment : *listed) {
    if (segment.run != run_) continue;
    mine.push_back(segment);
    reading.knows_refused = reading.knows_refused && segment.previous_last.has_value();
  }
  Cursor cursor(Cursor::Run::ended, removed_through_);
  cursor.set_segments(mine);
  for (;;) {
    const auto found = cursor.next();
    if (!found) reading.failure = found.error().message();
    if (!found || *found == Cursor::Found::end) return reading;
    if (*found == Cursor::Found::gap) {
      for (auto n = cursor.missing().first; n <= cursor.missing().last; ++n) {
        reading.missing.insert(n);
      }
    } else if (!reading.records.emplace(cursor.number(), cursor.payload()).second) {
      reading.failure = about(cursor.number(), "was read twice");
    }
  }
}

/// What was read and cannot be right. A refused record may be read as long as no kept one behind it
/// is there to tell, and be missed as long as nothing behind it is `settled`.
std::string Ledger::foreign_in(const Reading& reading, std::uint64_t settled) const {
  if (!reading.failure.empty()) return reading.failure;
  auto told = settled;
  for (const auto& [number, payload] : reading.records) {
    const auto record = records_.find(number);
    if (record == records_.end() || record->second.payload != payload) {
      return about(number, "was never written so");
    }
    if (record->second.state == State::kept) told = std::max(told, number);
    if (record->second.state == State::lost) return about(number, "was lost, and is back");
  }
  for (const auto& [number, record] : records_) {
    if (record.state != State::refused) continue;
    if (number < told && reading.records.contains(number)) {
      return about(number, "was refused, and counts");
    }
    if (number < settled && reading.knows_refused && reading.missing.contains(number)) {
      return about(number, "was refused, and is missed");
    }
  }
  return {};
}

std::string Ledger::complaint() const {
  const auto reading = read();
  std::uint64_t last_kept = 0;
  for (const auto& [number, record] : records_) {
    if (record.state != State::kept || number <= removed_through_) continue;
    last_kept = number;
    if (!reading.records.contains(number)) return about(number, "was kept, and is not read");
  }
  return foreign_in(reading, last_kept);
}

std::string Ledger::complaint_after_power_cut() {
  const auto reading = read();
  const auto last_read = reading.records.empty() ? 0 : reading.records.rbegin()->first;
  std::uint64_t last_synced = 0;
  for (const auto& [number, record] : records_) {
    if (number <= removed_through_ || reading.records.contains(number)) continue;
    if (record.synced) return about(number, "was synced, and is not read");
    const bool is_gap = record.state == State::kept && number < last_read;
    if (is_gap && !reading.missing.contains(number)) return about(number, "leaves a hidden gap");
  }
  for (const auto& [number, record] : records_) {
    if (record.synced) last_synced = number;
  }
  auto complaint = foreign_in(reading, last_synced);
  for (auto& [number, record] : records_) {
    record.synced = reading.records.contains(number) || number <= removed_through_;
    // Where the segment that knew of a refused one is gone as well, it counts as lost.
    const bool is_known = record.state == State::refused && !reading.missing.contains(number);
    if (!is_known) record.state = State::lost;
    if (record.synced) record.state = State::kept;
  }
  return complaint;
}

}  // namespace readcount::journal::testing
