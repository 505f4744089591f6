#pragma once

#include <cstdint>
#include <string_view>

namespace readcount {

/// CRC-32C (Castagnoli, RFC 3720 B.4) of `bytes`, going on from `before`, the checksum of what
/// stands in front of them (0 for nothing): crc32c(b, crc32c(a)) == crc32c(a + b).
/// Hardware-accelerated (ISA-L). Any thread.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t before = 0) noexcept;

}  // namespace readcount
