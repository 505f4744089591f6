#pragma once

#include "settings/complaint.hpp"
#include "settings/settings.hpp"

#include <string_view>
#include <vector>

namespace readcount::settings {

/// "HOST[,ALIAS…]", as --site takes it.
Parsed<Site> parse_site(std::string_view text);

/// Adds `site` to `sites`. A site of the same name is the same site: it gets the further aliases
/// and the query parameters. The complaint names a host that belongs to another site already.
Parsed<void> add_site(std::vector<Site>& sites, const Site& site);

}  // namespace readcount::settings
