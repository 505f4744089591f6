#pragma once

#include "base/problem.hpp"
#include "ping/sites.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace readcount::query {

/// Reads `site` of an export's query: its name, or empty for all sites where it is left out.
Checked<std::string> parse_export(std::string_view query, const ping::Sites& sites);

/// Which part of which file an import's body is.
struct ImportQuestion {
  std::uint64_t first = 1;  ///< the number of the body's first line
  std::string id;           ///< the file's; empty: the body's header says it
  bool dry_run = false;
};

/// Reads `first`, `id` and `dry_run` (1 or 0).
Checked<ImportQuestion> parse_import(std::string_view query);

}  // namespace readcount::query
