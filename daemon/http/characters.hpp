#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

// What may stand where in a header, as one table of bits, and scans over it. Internal to http/.

namespace readcount::http {

enum CharacterClass : std::uint8_t {
  token_character = 1,   // RFC 9110 5.6.2: methods and field names
  target_character = 2,  // all but white space, controls and '#'; bytes above 0x7f pass
  value_character = 4,   // visible, space, tab, obs-text
  host_character = 8,    // RFC 3986: reg-name without ',', IP literals, port
};

inline constexpr auto kCharacters = [] {
  constexpr std::string_view kToken = "!#$%&'*+-.^_`|~";
  constexpr std::string_view kHost = "-._~%!$&'()*+;=:[]";
  std::array<std::uint8_t, 256> table{};
  for (unsigned c = 0; c < 256; ++c) {
    const bool alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const auto in = [c](std::string_view set) {
      return set.find(static_cast<char>(c)) != set.npos;
    };
    unsigned bits = 0;
    if (alnum || in(kToken)) bits |= token_character;
    if (alnum || in(kHost)) bits |= host_character;
    if (c > 0x20 && c != 0x7f && c != '#') bits |= target_character;
    if ((c >= 0x20 && c != 0x7f) || c == '\t') bits |= value_character;
    table[c] = static_cast<std::uint8_t>(bits);
  }
  return table;
}();

inline bool is(CharacterClass wanted, char c) noexcept {
  return (kCharacters[static_cast<unsigned char>(c)] & wanted) != 0;
}

/// The first character from `at` on that is not of the class, or `end`.
inline const char* skip(CharacterClass wanted, const char* at, const char* end) noexcept {
  while (at != end && is(wanted, *at)) ++at;
  return at;
}

/// skip(value_character, …), eight bytes at a time: values are most of a header.
inline const char* skip_value(const char* at, const char* end) noexcept {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHigh = kOnes * 0x80;
  while (end - at >= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, 8);
    const std::uint64_t del = word ^ (kOnes * 0x7f);
    // A high bit comes up for a byte below 0x20 or equal to 0x7f; which one is for the loop below.
    const std::uint64_t hit = ((word - kOnes * 0x20) & ~word) | ((del - kOnes) & ~del);
    if ((hit & kHigh) != 0) {
      const char* const stop = skip(value_character, at, at + 8);
      if (stop != at + 8) return stop;
    }
    at += 8;
  }
  return skip(value_character, at, end);
}

}  // namespace readcount::http
