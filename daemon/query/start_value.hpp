#pragma once

#include "base/problem.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace readcount::query {

/// The body of PUT /v1/count: how often an article was read before it was counted here.
struct AskedStart {
  std::string url;
  std::uint64_t views = 0;
  std::uint64_t readers = 0;
  std::uint64_t reads = 0;
  std::uint64_t completions = 0;
  std::uint64_t engaged_seconds = 0;
};

/// The most that one number may be: thousands of them are far from where counters end.
inline constexpr std::uint64_t kMostStart = 1'000'000'000'000;

/// Reads a JSON object with `url`, `views`, and perhaps the other numbers, which are 0 without. All
/// that is said before is replaced, so a key that is not known is refused, as is what cannot be:
/// more readers or reads than views, more completions than reads.
Checked<AskedStart> parse_start(std::string_view body);

}  // namespace readcount::query
