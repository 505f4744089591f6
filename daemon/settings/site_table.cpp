#include "settings/site_table.hpp"

#include "settings/addresses.hpp"
#include "settings/unknown.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace readcount::settings {
namespace {

std::string place(const toml::source_region& region, const std::string& file,
                  std::string_view host) {
  return file + ':' + std::to_string(region.begin.line) + ": sites." + in_quotes(host);
}

bool is_parameter_name(std::string_view name) {
  const auto fits = [](char c) {
    return c > ' ' && c <= '~' && std::string_view("&=#?+%\"<>").find(c) == std::string_view::npos;
  };
  return !name.empty() && std::all_of(name.begin(), name.end(), fits);
}

Parsed<void> add_item(Site& site, std::string_view key, const std::string& item) {
  if (key == "aliases") {
    auto host = parse_host(item);
    if (!host) return host.error();
    if (*host != site.host) site.aliases.push_back(*host);
    return {};
  }
  if (!is_parameter_name(item)) {
    return Complaint{in_quotes(item) +
                     " is not the name of a query parameter: write it as in \"id\""};
  }
  site.keep_query.push_back(item);
  return {};
}

}  // namespace

Parsed<Site> read_site_table(std::string_view host, const toml::node& node,
                             const std::string& file) {
  const auto where = place(node.source(), file, host);
  const auto* table = node.as_table();
  if (table == nullptr) {
    return Complaint{where + ": must be a table, as [sites.\"news.example\"]; quote the host"};
  }
  const auto name = parse_host(host);
  if (!name) return Complaint{where + ": " + name.error().text};
  Site site{*name, {}, {}};
  for (const auto& [key, value] : *table) {
    const auto source = place(key.source(), file, host) + '.' + std::string(key.str()) + ": ";
    if (key.str() != "aliases" && key.str() != "keep-query") {
      // An unquoted host makes tables of its labels, so that this is a table too.
      auto complaint = source + unknown(key.str(), {"aliases", "keep-query"}, "");
      if (value.is_table()) complaint += "; put the whole host in quotes";
      return Complaint{std::move(complaint)};
    }
    const auto* items = value.as_array();
    if (items == nullptr) return Complaint{source + "must be an array of strings, as [\"…\"]"};
    for (const auto& item : *items) {
      if (!item.is_string()) return Complaint{source + "must be an array of strings, as [\"…\"]"};
      const auto added = add_item(site, key.str(), item.as_string()->get());
      if (!added) return Complaint{source + added.error().text};
    }
  }
  return site;
}

}  // namespace readcount::settings
