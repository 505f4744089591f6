#include "journal/last_numbers.hpp"

#include "base/bytes.hpp"
#include "base/crc32c.hpp"

#include <algorithm>

namespace readcount::journal {
namespace {

constexpr std::size_t kCount = 2;
constexpr std::size_t kEntry = 9;
constexpr std::size_t kCrc = 4;

/// The table's checksum goes on from the header's: under another header it is not right.
std::uint32_t crc_of(std::string_view table, std::string_view header) {
  return crc32c(table, peek<std::uint32_t>(header.substr(kHeaderBytes - kCrc)));
}

}  // namespace

std::string encode(SegmentHeader header, const LastNumbers& numbers) {
  std::string entries;
  for (std::size_t partition = 0; partition < numbers.size(); ++partition) {
    if (numbers[partition] == 0) continue;
    put(entries, static_cast<std::uint8_t>(partition));
    put(entries, numbers[partition]);
  }
  if (entries.empty()) return header.encode();
  std::string table;
  put(table, static_cast<std::uint16_t>(entries.size() / kEntry));
  table += entries;
  header.bytes = static_cast<std::uint32_t>(kHeaderBytes + table.size() + kCrc);
  auto out = header.encode();
  put(table, crc_of(table, out));
  return out + table;
}

std::optional<LastNumbers> decode_last_numbers(std::string_view front) {
  if (front.size() < kHeaderBytes + kCount) return std::nullopt;
  auto table = front.substr(kHeaderBytes);
  const std::size_t size = kCount + peek<std::uint16_t>(table) * kEntry;
  if (table.size() < size + kCrc) return std::nullopt;
  const auto crc = peek<std::uint32_t>(table.substr(size));
  table = table.substr(0, size);
  if (crc != crc_of(table, front)) return std::nullopt;
  LastNumbers numbers{};
  for (table.remove_prefix(kCount); !table.empty(); table.remove_prefix(kEntry)) {
    numbers[peek<std::uint8_t>(table)] = peek<std::uint64_t>(table.substr(1));
  }
  return numbers;
}

}  // namespace readcount::journal
