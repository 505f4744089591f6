#pragma once

#include "base/problem.hpp"
#include "ping/sites.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace readcount::query {

/// Whose readers are asked for, and how many rows of articles.
struct LiveQuestion {
  static constexpr std::size_t kMaxLimit = 1000;

  std::string site;
  std::size_t limit = 10;
};

/// Reads `site` and `limit`. `site` may be left out where there is only one.
Checked<LiveQuestion> parse_live(std::string_view query, const ping::Sites& sites);

}  // namespace readcount::query
