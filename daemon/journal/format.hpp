#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

// The constants of FORMAT.md, included by what writes and what reads.

namespace readcount::journal {

/// The first bytes of every segment, of whatever version. Never changes.
inline constexpr std::string_view kMagic{"\x89RCJ\r\n\x1a\n", 8};

/// The format that this program writes, and the newest that it knows.
inline constexpr std::uint16_t kVersion = 2;

/// The oldest version whose reader understands what this program writes.
inline constexpr std::uint16_t kOldestReader = 1;

/// The header's length without the table that may follow, and the part of it that every later
/// version keeps.
inline constexpr std::size_t kHeaderBytes = 64;

/// What stands in front of a payload: two checksums, length, number.
inline constexpr std::size_t kRecordHead = 20;

/// The longest payload of one record. A page view takes well under 1 KiB.
inline constexpr std::size_t kMaxPayload = std::size_t{64} * 1024;

inline constexpr std::string_view kSuffix = ".rcj";

}  // namespace readcount::journal
