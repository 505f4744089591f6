#include "settings/load.hpp"

#include "base/version.hpp"
#include "settings/conflicts.hpp"
#include "settings/environment.hpp"
#include "settings/file.hpp"
#include "settings/flags.hpp"
#include "settings/help.hpp"
#include "settings/sites.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

namespace readcount::settings {
namespace {

Complaint with_source(const std::string& source, const Complaint& complaint) {
  return Complaint{source + ": " + complaint.text};
}

/// --config's file, or else the system's, if there is one.
std::optional<std::filesystem::path> find_file(const Given* named,
                                               const std::filesystem::path& fallback) {
  if (named != nullptr) return named->value;
  std::error_code error;
  if (!std::filesystem::exists(fallback, error) && !error) return std::nullopt;
  return fallback;  // also one that cannot be looked at: reading it says why
}

Parsed<FileContents> read_found_file(const std::optional<std::filesystem::path>& file,
                                     const Given* named) {
  if (!file) return FileContents{};
  auto contents = read_file(*file);
  const bool unreadable = !contents && contents.error().text.starts_with("cannot read");
  if (unreadable && named != nullptr) return with_source(named->source, contents.error());
  return contents;
}

/// The values in force: of each setting those of the strongest source that has any.
Givens strongest(const std::vector<const Givens*>& strongest_first) {
  Givens chosen;
  for (const auto& setting : all_settings()) {
    for (const auto* source : strongest_first) {
      const auto values = values_of(*source, setting);
      for (const auto* value : values) chosen.push_back(*value);
      if (!values.empty()) break;
    }
  }
  return chosen;
}

/// `outranked`: a flag or variable says which sites are counted; tables of others are left out.
Parsed<void> take_site_tables(Settings& into, const std::vector<SiteTable>& tables,
                              bool outranked) {
  for (const auto& table : tables) {
    const auto same = [&](const Site& site) { return site.host == table.site.host; };
    if (outranked && std::none_of(into.sites.begin(), into.sites.end(), same)) continue;
    const auto added = add_site(into.sites, table.site);
    if (!added) return with_source(table.source, added.error());
  }
  return {};
}

Parsed<Loaded> make(const Givens& flags, const Givens& environment, const FileContents& file) {
  Loaded loaded;
  auto& settings = loaded.settings;
  auto& chosen = loaded.givens;
  chosen = strongest({&flags, &environment, &file.givens});
  for (const auto& given : chosen) {
    if (given.setting->take == nullptr) continue;
    const auto taken = given.setting->take(settings, given.value);
    if (!taken) return with_source(given.source, taken.error());
  }
  const bool outranked = first_of(flags, "site") != nullptr || first_of(environment, "site");
  const auto added = take_site_tables(settings, file.sites, outranked);
  if (!added) return added.error();
  const auto sound = check_conflicts(settings, chosen);
  if (!sound) return sound.error();
  return loaded;
}

}  // namespace

Parsed<Loaded> read_all(int argc, const char* const* argv, const char* const* environment,
                        const std::filesystem::path& system_file) {
  const auto flags = read_flags(argc, argv);
  if (!flags) return flags.error();
  if (first_of(*flags, "help") != nullptr)
    return Loaded{Mode::explain, {}, help_text(), {}, {}, false};
  if (first_of(*flags, "version") != nullptr) {
    return Loaded{Mode::explain, {}, "readcountd " + std::string(kVersion) + "\n", {}, {}, false};
  }
  const auto variables = read_environment(environment);
  if (!variables) return variables.error();
  const auto* named = first_of(*flags, "config");
  if (named == nullptr) named = first_of(*variables, "config");
  auto found = find_file(named, system_file);
  const auto file = read_found_file(found, named);
  if (!file) return file.error();
  auto loaded = make(*flags, *variables, *file);
  if (!loaded) return loaded;
  if (first_of(*flags, "check") != nullptr) loaded->mode = Mode::check;
  loaded->take_over = first_of(*flags, "take-over") != nullptr;
  loaded->file = std::move(found);
  return loaded;
}

boost::system::result<Loaded, std::string> load(int argc, const char* const* argv,
                                                const char* const* environment,
                                                const std::filesystem::path& system_file) {
  auto loaded = read_all(argc, argv, environment, system_file);
  if (!loaded) return "readcountd: " + loaded.error().text;
  return std::move(*loaded);
}

}  // namespace readcount::settings
