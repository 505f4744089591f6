#pragma once

#include "journal/segment.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The table behind a segment's header (FORMAT.md, "Last numbers"). Pure.

namespace readcount::journal {

/// Of each of the store's partitions the last record of a run that touches it, 0 for none: what a
/// segment that is removed held of them is known by the next one's table. Which partitions a record
/// touches is for whoever writes it to say.
using LastNumbers = std::array<std::uint64_t, 256>;

/// A header with its table, and the longest there is. Of a run that has written nothing yet that is
/// the header alone.
std::string encode(SegmentHeader header, const LastNumbers& numbers);
inline constexpr std::size_t kMostHeaderBytes = kHeaderBytes + 2 + std::size_t{256} * 9 + 4;

/// From the front of a file whose header is right. Nothing where there is no table, or a damaged
/// one.
std::optional<LastNumbers> decode_last_numbers(std::string_view front);

}  // namespace readcount::journal
