#include "settings/sites.hpp"

#include "settings/addresses.hpp"

#include <algorithm>
#include <string>

namespace readcount::settings {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

bool has_host(const Site& site, const std::string& host) {
  return site.host == host || contains(site.aliases, host);
}

/// The complaint if one of `site`'s hosts belongs to a site of another name.
Parsed<void> check_free(const std::vector<Site>& sites, const Site& site) {
  for (const auto& other : sites) {
    if (other.host == site.host) continue;
    auto taken = has_host(other, site.host) ? site.host : std::string();
    for (const auto& alias : site.aliases) {
      if (has_host(other, alias)) taken = alias;
    }
    if (!taken.empty()) {
      return Complaint{in_quotes(taken) + " belongs to the site " + in_quotes(other.host) +
                       " already: name each host once"};
    }
  }
  return {};
}

}  // namespace

Parsed<Site> parse_site(std::string_view text) {
  Site site;
  for (bool first = true;; first = false) {
    const auto comma = text.find(',');
    const auto host = parse_host(text.substr(0, comma));
    if (!host) return host.error();
    if (first) {
      site.host = *host;
    } else if (!has_host(site, *host)) {
      site.aliases.push_back(*host);
    }
    if (comma == std::string_view::npos) return site;
    text.remove_prefix(comma + 1);
  }
}

Parsed<void> add_site(std::vector<Site>& sites, const Site& site) {
  if (const auto free = check_free(sites, site); !free) return free.error();
  const auto same = std::find_if(sites.begin(), sites.end(),
                                 [&](const Site& other) { return other.host == site.host; });
  if (same == sites.end()) {
    sites.push_back(site);
    return {};
  }
  for (const auto& alias : site.aliases) {
    if (!has_host(*same, alias)) same->aliases.push_back(alias);
  }
  for (const auto& name : site.keep_query) {
    if (!contains(same->keep_query, name)) same->keep_query.push_back(name);
  }
  if (site.new_articles_per_hour) same->new_articles_per_hour = site.new_articles_per_hour;
  return {};
}

}  // namespace readcount::settings
