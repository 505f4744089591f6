#include "ping/text.hpp"

#include "base/bytes.hpp"

#include <cstdint>

namespace readcount::ping {
namespace {

constexpr std::uint64_t kEach = 0x0101010101010101;  // times a byte: that byte eight times

/// The length of the beginning of `text` that is U+0020–U+007E for sure, in steps of eight bytes.
/// Nearly all text that comes here is ASCII to its end, so most of it is seen by this loop alone.
std::size_t plain_prefix(std::string_view text) noexcept {
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    const auto word = peek<std::uint64_t>(text.substr(at, 8));
    const auto below_space = word - kEach * 0x20;
    const auto above_tilde = word + kEach;
    if (((word | below_space | above_tilde) & (kEach * 0x80)) != 0) break;
  }
  return at;
}

struct SecondByte {
  unsigned low;
  unsigned high;
};

/// How many bytes follow a lead byte; 0 if none may begin a character with it.
std::size_t tail_of(unsigned lead) noexcept {
  if (lead >= 0xC2 && lead <= 0xDF) return 1;
  if (lead >= 0xE0 && lead <= 0xEF) return 2;
  if (lead >= 0xF0 && lead <= 0xF4) return 3;
  return 0;
}

/// The second byte is what keeps out overlong forms, surrogates and what is above U+10FFFF.
SecondByte second_of(unsigned lead) noexcept {
  switch (lead) {
    case 0xE0:
      return {0xA0, 0xBF};
    case 0xED:
      return {0x80, 0x9F};
    case 0xF0:
      return {0x90, 0xBF};
    case 0xF4:
      return {0x80, 0x8F};
    default:
      return {0x80, 0xBF};
  }
}

constexpr bool continues(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

bool is_utf8(std::string_view bytes) noexcept {
  for (auto at = plain_prefix(bytes); at < bytes.size();) {
    const auto lead = static_cast<unsigned char>(bytes[at++]);
    if (lead < 0x80) continue;
    const auto tail = tail_of(lead);
    if (tail == 0 || bytes.size() - at < tail) return false;
    const auto second = static_cast<unsigned char>(bytes[at]);
    const auto [low, high] = second_of(lead);
    if (second < low || second > high) return false;
    for (std::size_t i = 1; i < tail; ++i) {
      if (!continues(bytes[at + i])) return false;
    }
    at += tail;
  }
  return true;
}

bool has_control(std::string_view text) noexcept {
  for (auto at = plain_prefix(text); at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x20 || byte == 0x7F) return true;
    // U+0080–U+009F are C2 80 – C2 9F, and C2 is never a second byte.
    if (byte == 0xC2 && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xA0) {
      return true;
    }
  }
  return false;
}

Checked<void> check_text(std::string_view text, std::string_view what) {
  if (!is_utf8(text)) {
    return Problem{Code::bad_utf8, std::string(what) + " must be text in UTF-8"};
  }
  if (has_control(text)) {
    return Problem{Code::control_character,
                   std::string(what) + " must be text without control characters"};
  }
  return {};
}

std::string_view cut(std::string_view text, std::size_t limit) noexcept {
  if (text.size() <= limit) return text;
  while (limit > 0 && continues(text[limit])) --limit;
  return text.substr(0, limit);
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t kEnough = 100;
  return std::string(1, '"').append(cut(text, kEnough)).append(1, '"');
}

}  // namespace readcount::ping
