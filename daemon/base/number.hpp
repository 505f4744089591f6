#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace readcount {

/// The number that is the whole of `text`, in digits of `base`. Nothing when anything else stands
/// there (a space, a plus sign, an empty text) or when it does not fit.
template <class Number>
std::optional<Number> whole_number(std::string_view text, int base = 10) {
  Number number{};
  const auto* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, base);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

}  // namespace readcount
