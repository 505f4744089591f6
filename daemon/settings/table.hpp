#pragma once

#include "settings/complaint.hpp"
#include "settings/settings.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

// The one definition of every setting. Flags, environment, file, --help and the example file all
// come from this table or are tested against it, so they cannot differ.

namespace readcount::settings {

enum class Kind : std::uint8_t {
  single,      ///< one value, from any source
  repeatable,  ///< several flags, words of one variable, or an array in the file
  toggle,      ///< a flag without a value; "true" or "false" elsewhere
  locating,    ///< --config: flag or environment; it says where the file is
  asking,      ///< --check, --take-over, --help, --version: flags only
};

enum class Group : std::uint8_t {
  listening,
  sites,
  redis,
  journal,
  counting,
  keeping,
  limits,
  log,
  other
};

/// Takes one value into the settings, or complains about it (without naming setting or source).
using Take = Parsed<void> (*)(Settings& into, std::string_view text);

/// Whether both say the same of one setting.
using Same = bool (*)(const Settings& a, const Settings& b);

struct Setting {
  std::string_view name;      ///< as in --name, READCOUNT_NAME and `name = …`
  std::string_view metavar;   ///< what stands for its value in --help; empty: no value
  std::string_view fallback;  ///< the default, as a value or (if `silent`) in words
  std::string_view help;      ///< one phrase for --help
  Kind kind = Kind::single;
  Group group = Group::other;
  Take take = nullptr;   ///< none for locating and asking
  bool silent = false;   ///< has no default value: `fallback` only describes what happens
  Same fixed = nullptr;  ///< of one that takes a restart to change; null: a reload changes it
};

/// All settings in the order of --help. Never freed.
std::span<const Setting> all_settings() noexcept;

/// The setting of that name, or null.
const Setting* find_setting(std::string_view name) noexcept;

/// Whether the setting may stand in the environment, in the file.
bool in_environment(const Setting& setting) noexcept;
bool in_file(const Setting& setting) noexcept;

/// "READCOUNT_JOURNAL_SYNC" for journal-sync.
std::string variable_of(const Setting& setting);

/// The names of those that take a restart to change, with commas between.
std::string names_of_fixed();

/// The heading of a group in --help. Never freed.
std::string_view title_of(Group group) noexcept;

}  // namespace readcount::settings
