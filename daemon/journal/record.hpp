#pragma once

#include "journal/run_id.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// Records as bytes (FORMAT.md, "Record"). Pure.

namespace readcount::journal {

/// What the checksums of a segment's records start from. Two segments never have the same: another
/// segment's records are not records here.
std::uint32_t seed_of(const RunId& run, std::uint64_t first_number) noexcept;

/// Appends a record without its checksums, which need the seed of the segment that it will land in.
/// Precondition: payload.size() <= kMaxPayload.
void append_unsealed(std::string& out, std::uint64_t number, std::string_view payload);

/// Fills in the checksums of `records`, whole records that append_unsealed() made.
void seal(std::string& records, std::uint32_t seed) noexcept;

/// The front of a record, as it stands in the file.
struct RecordHead {
  std::uint32_t head_crc = 0;
  std::uint32_t crc = 0;
  std::uint32_t length = 0;  ///< of the payload
  std::uint64_t number = 0;

  /// Precondition: bytes.size() >= kRecordHead.
  static RecordHead decode(std::string_view bytes) noexcept;
};

/// Whether the head at the front of `bytes` is one that was written in this segment. Length and
/// number may be believed then. Precondition: bytes.size() >= kRecordHead.
bool is_right(const RecordHead& head, std::string_view bytes, std::uint32_t seed) noexcept;

/// Whether the payload is the one that was written behind a head that is_right().
bool is_right(const RecordHead& head, std::string_view payload) noexcept;

}  // namespace readcount::journal
