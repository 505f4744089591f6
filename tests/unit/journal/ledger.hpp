#pragma once

#include "journal/run_id.hpp"
#include "journal/writer.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace readcount::journal::testing {

/// Drives the writer of one run as the pipeline does, and remembers what became of each record, so
/// that it can tell whether the journal says the same.
class Ledger {
 public:
  /// When a record is kept, and so must be read back exactly once.
  enum class Kept { once_written, once_synced };

  Ledger(std::filesystem::path directory, RunId run, Kept kept, std::uint64_t segment_bytes);

  /// Does nothing while the journal cannot be opened.
  void stage(std::size_t payload_bytes);

  /// Writes what is staged; opens the journal first where that has failed before. Whether it did.
  bool write();

  /// Syncs what is written. The ledger hears of the result with end_sync(): what is written in
  /// between is not in it. Whether it did.
  void begin_sync();
  bool end_sync();

  /// Removes the oldest segment of which every record is kept, unless it is the last one.
  void remove_oldest();

  /// The process dies.
  void die();

  /// Nothing, or in what the journal differs from what it must hold.
  std::string complaint() const;

  /// The same after a power cut and die(), and whatever is left is what it must hold from then on.
  std::string complaint_after_power_cut();

 private:
  enum class State { staged, written, kept, refused, lost };
  struct Record {
    std::string payload;
    State state = State::staged;
    bool synced = false;
  };
  struct Reading {
    std::map<std::uint64_t, std::string> records;
    std::set<std::uint64_t> missing;
    bool knows_refused = true;  // every header that tells them from missing ones is whole
    std::string failure;
  };

  void turn(State from, State to);
  Reading read() const;
  std::string foreign_in(const Reading& reading, std::uint64_t settled) const;

  std::filesystem::path directory_;
  RunId run_;
  Kept kept_;
  std::uint64_t segment_bytes_;
  std::optional<Writer> writer_;
  std::map<std::uint64_t, Record> records_;
  std::uint64_t removed_through_ = 0;

  bool syncing_ = false;
  bool sync_failed_ = false;
  std::uint64_t syncing_through_ = 0;
  std::uint64_t last_synced_ = 0;
  std::uint64_t never_synced_through_ = 0;  // up to here a failed sync has taken the hope
};

}  // namespace readcount::journal::testing
