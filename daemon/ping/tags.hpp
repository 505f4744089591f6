#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace readcount::ping {

/// The longest value of a tag that is kept, in bytes; what is longer is cut between two characters.
inline constexpr std::size_t kMaxTag = 64;

/// What the address of a page says of the campaign that led to it; empty where it says nothing.
/// UTF-8 without control characters.
struct Tags {
  std::string source;  ///< utm_source
  std::string medium;
  std::string campaign;

  bool empty() const noexcept { return source.empty() && medium.empty() && campaign.empty(); }
};

/// The tags in a query (without '?'), of each the first. Others wrote them, so nothing is refused:
/// a value that is no text is as if it were not there. One look at a query without tags.
Tags tags_of(std::string_view query);

}  // namespace readcount::ping
