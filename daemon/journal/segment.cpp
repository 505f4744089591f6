#include "journal/segment.hpp"

#include "base/bytes.hpp"
#include "base/crc32c.hpp"
#include "base/number.hpp"

#include <cstring>

namespace readcount::journal {
namespace {

constexpr std::size_t kRunDigits = 32;
constexpr std::size_t kNumberDigits = 20;
constexpr std::size_t kNameSize = kRunDigits + 1 + kNumberDigits + kSuffix.size();
constexpr std::size_t kReserved = 12;
constexpr std::size_t kCrcAt = kHeaderBytes - sizeof(std::uint32_t);

}  // namespace

std::string SegmentName::text() const {
  const auto digits = std::to_string(first_number);
  std::string name = run.hex() + "-";
  name.append(kNumberDigits - digits.size(), '0');
  name += digits;
  name += kSuffix;
  return name;
}

std::optional<SegmentName> SegmentName::parse(std::string_view text) {
  if (text.size() != kNameSize || text[kRunDigits] != '-' || !text.ends_with(kSuffix)) {
    return std::nullopt;
  }
  const auto run = RunId::parse(text.substr(0, kRunDigits));
  if (!run) return std::nullopt;

  const auto number = whole_number<std::uint64_t>(text.substr(kRunDigits + 1, kNumberDigits));
  if (!number) return std::nullopt;
  return SegmentName{*run, *number};
}

std::string SegmentHeader::encode() const {
  std::string out(kMagic);
  put(out, version);
  put(out, oldest_reader);
  put(out, bytes);
  out.append(reinterpret_cast<const char*>(run.bytes().data()), run.bytes().size());
  put(out, first_number);
  put(out, previous_last);
  out.append(kReserved, '\0');
  put(out, crc32c(out));
  return out;
}

std::optional<SegmentHeader> SegmentHeader::decode(std::string_view bytes) {
  if (bytes.size() < kHeaderBytes || !bytes.starts_with(kMagic)) return std::nullopt;
  if (peek<std::uint32_t>(bytes.substr(kCrcAt)) != crc32c(bytes.substr(0, kCrcAt))) {
    return std::nullopt;
  }
  SegmentHeader header;
  header.version = peek<std::uint16_t>(bytes.substr(8));
  header.oldest_reader = peek<std::uint16_t>(bytes.substr(10));
  header.bytes = peek<std::uint32_t>(bytes.substr(12));
  RunId::Bytes run;
  std::memcpy(run.data(), bytes.data() + 16, run.size());
  header.run = RunId(run);
  header.first_number = peek<std::uint64_t>(bytes.substr(32));
  header.previous_last = peek<std::uint64_t>(bytes.substr(40));
  return header;
}

}  // namespace readcount::journal
