#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

namespace readcount {

static_assert(std::endian::native == std::endian::little, "our formats are little-endian");

/// Appends an integer to `out`, little-endian.
template <std::unsigned_integral T>
void put(std::string& out, T value) {
  char raw[sizeof(T)];
  std::memcpy(raw, &value, sizeof(T));
  out.append(raw, sizeof(T));
}

/// Reads an integer from the front of `in`. Precondition: in.size() >= sizeof(T).
template <std::unsigned_integral T>
T peek(std::string_view in) noexcept {
  T value{};
  std::memcpy(&value, in.data(), sizeof(T));
  return value;
}

}  // namespace readcount
