#pragma once

#include "settings/complaint.hpp"
#include "settings/settings.hpp"

#include <toml++/toml.h>

#include <string>
#include <string_view>

// Shows toml++'s types: for file.cpp only.

namespace readcount::settings {

/// Reads the table `[sites."host"]`: `aliases` and `keep-query`, arrays of strings each.
/// Complaints start with "file:line: ".
Parsed<Site> read_site_table(std::string_view host, const toml::node& node,
                             const std::string& file);

}  // namespace readcount::settings
