#include "settings/file.hpp"

#include "settings/site_table.hpp"
#include "settings/text_file.hpp"
#include "settings/unknown.hpp"

#include <toml++/toml.h>

#include <optional>
#include <utility>

namespace readcount::settings {
namespace {

std::string place(const std::string& file, const toml::node& node) {
  return file + ':' + std::to_string(node.source().begin.line) + ": ";
}

Complaint about_unknown(const std::string& where, std::string_view key) {
  const auto* setting = find_setting(key);
  if (setting != nullptr) {
    return Complaint{where + std::string(key) + ": cannot stand in the file: give it as --" +
                     std::string(key)};
  }
  std::vector<std::string> names{"sites"};
  for (const auto& known : all_settings()) {
    if (in_file(known)) names.emplace_back(known.name);
  }
  return Complaint{where + std::string(key) + ": " + unknown(key, names, "")};
}

/// A value's text, as a flag would have given it.
std::optional<std::string> text_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  if (const auto* boolean = node.as_boolean()) return boolean->get() ? "true" : "false";
  return std::nullopt;
}

std::string wanted(const Setting& setting) {
  if (setting.kind == Kind::toggle) return "must be true or false";
  if (setting.kind == Kind::repeatable) return "must be a string or an array of strings";
  return "must be a string or a whole number";
}

Parsed<void> add(Givens& givens, const Setting& setting, const toml::node& node,
                 const std::string& file) {
  const auto source = place(file, node) + std::string(setting.name);
  const auto* items = setting.kind == Kind::repeatable ? node.as_array() : nullptr;
  if (items != nullptr) {
    for (const auto& item : *items) {
      if (!item.is_string()) return Complaint{source + ": " + wanted(setting)};
      givens.push_back({&setting, *text_of(item), place(file, item) + std::string(setting.name)});
    }
    return {};
  }
  const auto text = text_of(node);
  if (!text) {
    const bool table_a_site = setting.name == "site" && node.is_table();
    return Complaint{source + ": " + wanted(setting) +
                     (table_a_site ? "; a site's table is called [sites.\"news.example\"]" : "")};
  }
  givens.push_back({&setting, *text, source});
  return {};
}

Parsed<void> add_sites(std::vector<SiteTable>& sites, const toml::node& node,
                       const std::string& file) {
  const auto* tables = node.as_table();
  if (tables == nullptr) {
    return Complaint{place(file, node) +
                     "sites: must be tables, one a site, as [sites.\"news.example\"]"};
  }
  for (const auto& [host, table] : *tables) {
    auto site = read_site_table(host.str(), table, file);
    if (!site) return site.error();
    sites.push_back({std::move(*site), place(file, table) + "sites." + in_quotes(host.str())});
  }
  return {};
}

Parsed<FileContents> read_root(const toml::table& root, const std::string& file) {
  FileContents contents;
  for (const auto& [key, node] : root) {
    const auto* setting = find_setting(key.str());
    Parsed<void> added;
    if (key.str() == "sites") {
      added = add_sites(contents.sites, node, file);
    } else if (setting != nullptr && in_file(*setting)) {
      added = add(contents.givens, *setting, node, file);
    } else {
      added = about_unknown(file + ':' + std::to_string(key.source().begin.line) + ": ", key.str());
    }
    if (!added) return added.error();
  }
  return contents;
}

}  // namespace

Parsed<FileContents> read_file_text(std::string_view text, const std::string& name) {
  try {
    return read_root(toml::parse(text, name), name);
  } catch (const toml::parse_error& error) {
    return Complaint{name + ':' + std::to_string(error.source().begin.line) +
                     ": not TOML: " + std::string(error.description())};
  }
}

Parsed<FileContents> read_file(const std::filesystem::path& path) {
  constexpr std::size_t kMost = 1U << 20;
  const auto text = read_text_file(path, kMost);
  if (!text) return text.error();
  return read_file_text(*text, path.string());
}

}  // namespace readcount::settings
