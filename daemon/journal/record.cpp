#include "journal/record.hpp"

#include "base/bytes.hpp"
#include "base/crc32c.hpp"
#include "journal/format.hpp"

#include <cstring>

namespace readcount::journal {
namespace {

// What the head's own checksum covers: length and number. The record's checksum goes on from it
// over the payload, so that it covers all three and costs nothing twice.
constexpr std::size_t kCovered = 8;

std::uint32_t head_crc_of(std::string_view record, std::uint32_t seed) noexcept {
  return crc32c(record.substr(kCovered, kRecordHead - kCovered), seed);
}

void poke(char* where, std::uint32_t value) noexcept { std::memcpy(where, &value, sizeof value); }

}  // namespace

std::uint32_t seed_of(const RunId& run, std::uint64_t first_number) noexcept {
  char raw[sizeof(RunId::Bytes) + sizeof first_number];
  std::memcpy(raw, run.bytes().data(), sizeof(RunId::Bytes));
  std::memcpy(raw + sizeof(RunId::Bytes), &first_number, sizeof first_number);
  return crc32c({raw, sizeof raw});
}

void append_unsealed(std::string& out, std::uint64_t number, std::string_view payload) {
  put(out, std::uint32_t{0});
  put(out, std::uint32_t{0});
  put(out, static_cast<std::uint32_t>(payload.size()));
  put(out, number);
  out += payload;
}

void seal(std::string& records, std::uint32_t seed) noexcept {
  std::size_t at = 0;
  while (at < records.size()) {
    const std::string_view record = std::string_view(records).substr(at);
    const auto length = RecordHead::decode(record).length;
    const auto head_crc = head_crc_of(record, seed);
    poke(records.data() + at, head_crc);
    poke(records.data() + at + 4, crc32c(record.substr(kRecordHead, length), head_crc));
    at += kRecordHead + length;
  }
}

RecordHead RecordHead::decode(std::string_view bytes) noexcept {
  RecordHead head;
  head.head_crc = peek<std::uint32_t>(bytes);
  head.crc = peek<std::uint32_t>(bytes.substr(4));
  head.length = peek<std::uint32_t>(bytes.substr(8));
  head.number = peek<std::uint64_t>(bytes.substr(12));
  return head;
}

bool is_right(const RecordHead& head, std::string_view bytes, std::uint32_t seed) noexcept {
  return head.head_crc == head_crc_of(bytes, seed);
}

bool is_right(const RecordHead& head, std::string_view payload) noexcept {
  return head.crc == crc32c(payload, head.head_crc);
}

}  // namespace readcount::journal
