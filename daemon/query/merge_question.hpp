#pragma once

#include "base/problem.hpp"
#include "ping/article.hpp"
#include "ping/sites.hpp"

#include <string>
#include <string_view>

namespace readcount::query {

/// The body of POST /v1/merge.
struct MergeQuestion {
  ping::Article from;
  ping::Article into;  ///< of the same site
  std::string url;     ///< of `into`, as it was sent
  bool dry_run = false;
};

/// Reads a JSON object with `from` and `to`, addresses of two articles of one site, and perhaps
/// `dry_run`. Another key is refused.
Checked<MergeQuestion> parse_merge(std::string_view body, const ping::Sites& sites);

}  // namespace readcount::query
