#include "settings/flags.hpp"

#include "settings/unknown.hpp"

#include <CLI/CLI.hpp>

namespace readcount::settings {
namespace {

std::string flag_of(const Setting& setting) { return "--" + std::string(setting.name); }

Complaint about_stray(const std::string& word) {
  if (!word.starts_with('-')) {
    return Complaint{in_quotes(word) +
                     ": not understood; settings start with \"--\", as in --listen :8228"};
  }
  const auto flag = word.substr(0, word.find('='));
  std::vector<std::string> names;
  for (const auto& setting : all_settings()) names.emplace_back(setting.name);
  const auto start = flag.find_first_not_of('-');
  const auto typed = start == std::string::npos ? std::string() : flag.substr(start);
  return Complaint{flag + ": " + unknown(typed, names, "--")};
}

/// CLI11 says "--listen: 1 required ADDRESS:PORT missing"; we say what to write.
Complaint about_missing_value(const std::string& message) {
  for (const auto& setting : all_settings()) {
    const auto flag = flag_of(setting);
    if (!message.starts_with(flag) || message[flag.size()] != ':') continue;
    auto text = flag + ": needs a value: ";
    text += flag;
    text += ' ';
    text += setting.metavar;
    return Complaint{std::move(text)};
  }
  return Complaint{message};
}

void define(CLI::App& app) {
  app.set_help_flag();
  app.allow_extras();
  for (const auto& setting : all_settings()) {
    if (setting.metavar.empty()) {
      const std::string shorter = setting.name == "help" ? "-h," : "";
      app.add_flag(shorter + flag_of(setting))
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    } else {
      app.add_option(flag_of(setting))
          ->expected(1)
          ->allow_extra_args(false)
          ->type_name(std::string(setting.metavar))
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    }
  }
}

/// CLI11 would take "--toggle=" for "--toggle", which an empty shell variable must not switch on.
Parsed<void> check_toggles(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    for (const auto& setting : all_settings()) {
      if (!setting.metavar.empty() || argv[i] != flag_of(setting) + '=') continue;
      return Complaint{flag_of(setting) + ": needs a value after the \"=\", or no \"=\""};
    }
  }
  return {};
}

/// The values of one flag. CLI11 would take the next flag for a value that was forgotten.
Parsed<std::vector<std::string>> values_of(const CLI::App& app, const Setting& setting) {
  const auto flag = flag_of(setting);
  auto values = app.get_option(flag)->results();
  if (setting.metavar.empty()) return values;
  for (const auto& value : values) {
    if (value.starts_with("--")) return about_missing_value(flag + ":");
  }
  if (values.size() > 1 && setting.kind != Kind::repeatable) {
    return Complaint{flag + ": given " + std::to_string(values.size()) +
                     " times, but takes one value: leave one"};
  }
  return values;
}

}  // namespace

Parsed<Givens> read_flags(int argc, const char* const* argv) {
  if (const auto sound = check_toggles(argc, argv); !sound) return sound.error();
  CLI::App app;
  define(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return about_missing_value(error.what());
  }
  if (const auto stray = app.remaining(); !stray.empty()) return about_stray(stray.front());
  Givens givens;
  for (const auto& setting : all_settings()) {
    const auto values = values_of(app, setting);
    if (!values) return values.error();
    for (const auto& value : *values) givens.push_back({&setting, value, flag_of(setting)});
  }
  return givens;
}

}  // namespace readcount::settings
