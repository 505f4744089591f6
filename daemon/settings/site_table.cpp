#include "settings/site_table.hpp"

#include "settings/addresses.hpp"
#include "settings/unknown.hpp"
#include "settings/values.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace readcount::settings {
namespace {

constexpr std::string_view kNewArticles = "new-articles-per-hour";
constexpr std::array<std::string_view, 3> kKeys{"aliases", "keep-query", kNewArticles};

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

/// A key of the table whose value is a list.
Parsed<void> take_list(Site& site, std::string_view key, const toml::node& value) {
  constexpr std::string_view kWrong = "must be an array of strings, as [\"…\"]";
  const auto* items = value.as_array();
  if (items == nullptr) return Complaint{std::string(kWrong)};
  for (const auto& item : *items) {
    if (!item.is_string()) return Complaint{std::string(kWrong)};
    auto added = add_item(site, key, item.as_string()->get());
    if (!added) return added;
  }
  return {};
}

Parsed<void> take_budget(Site& site, const toml::node& value) {
  const auto* number = value.as_integer();
  if (number == nullptr) return Complaint{"must be a whole number without quotes, as 500"};
  const auto taken = parse_new_articles(std::to_string(number->get()));
  if (!taken) return taken.error();
  site.new_articles_per_hour = *taken;
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
  Site site;
  site.host = *name;
  for (const auto& [key, value] : *table) {
    const auto source = place(key.source(), file, host) + '.' + std::string(key.str()) + ": ";
    const bool is_known = std::find(kKeys.begin(), kKeys.end(), key.str()) != kKeys.end();
    if (!is_known) {
      // An unquoted host makes tables of its labels, so that this is a table too.
      auto complaint = source + unknown(key.str(), {kKeys.begin(), kKeys.end()}, "");
      if (value.is_table()) complaint += "; put the whole host in quotes";
      return Complaint{std::move(complaint)};
    }
    const auto taken =
        key.str() == kNewArticles ? take_budget(site, value) : take_list(site, key.str(), value);
    if (!taken) return Complaint{source + taken.error().text};
  }
  return site;
}

}  // namespace readcount::settings
