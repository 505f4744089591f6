#pragma once

#include "journal/format.hpp"
#include "journal/run_id.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// A segment's name and header as bytes (FORMAT.md, "Name", "Header"). Pure.

namespace readcount::journal {

/// What a segment's file name says.
struct SegmentName {
  RunId run;
  std::uint64_t first_number = 0;

  /// As `<run, 32 hex digits>-<first number, 20 digits>.rcj`.
  std::string text() const;

  /// Nothing for a name of any other form.
  static std::optional<SegmentName> parse(std::string_view text);
};

/// What stands at a segment's beginning.
struct SegmentHeader {
  std::uint16_t version = kVersion;
  std::uint16_t oldest_reader = kOldestReader;  ///< the oldest version that can read it
  std::uint32_t bytes = kHeaderBytes;           ///< its length: where the records begin
  RunId run;
  std::uint64_t first_number = 0;   ///< the number of the first record, once there is one
  std::uint64_t previous_last = 0;  ///< the last number that was kept before, 0 for none

  std::string encode() const;

  /// From the front of a file. Nothing when it is too short, of another kind or damaged.
  static std::optional<SegmentHeader> decode(std::string_view bytes);
};

}  // namespace readcount::journal
