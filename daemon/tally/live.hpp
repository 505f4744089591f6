#pragma once

#include "ping/article.hpp"

#include <cstdint>
#include <vector>

namespace readcount::tally {

/// How many page views of an article are live, or, with an empty path, of a whole site.
struct LiveCount {
  ping::Article article;
  std::uint32_t live = 0;

  friend bool operator==(const LiveCount&, const LiveCount&) = default;
};

using LiveCounts = std::vector<LiveCount>;

}  // namespace readcount::tally
