#include "settings/environment.hpp"

#include "settings/unknown.hpp"

#include <sstream>

namespace readcount::settings {
namespace {

constexpr std::string_view kPrefix = "READCOUNT_";

bool is_someone_elses(std::string_view variable) {
  return variable == "READCOUNT_SERVER" || variable == "READCOUNT_PORT" ||
         variable.starts_with("READCOUNT_PORT_") || variable.starts_with("READCOUNT_SERVICE_");
}

const Setting* setting_of(std::string_view variable) {
  for (const auto& setting : all_settings()) {
    if (in_environment(setting) && variable == variable_of(setting)) return &setting;
  }
  return nullptr;
}

Complaint about_unknown(std::string_view variable) {
  std::vector<std::string> names;
  for (const auto& setting : all_settings()) {
    if (in_environment(setting)) names.push_back(variable_of(setting).substr(kPrefix.size()));
  }
  return Complaint{std::string(variable) + ": " +
                   unknown(variable.substr(kPrefix.size()), names, kPrefix)};
}

}  // namespace

Parsed<Givens> read_environment(const char* const* environment) {
  Givens givens;
  for (; *environment != nullptr; ++environment) {
    const std::string_view entry = *environment;
    const auto equals = entry.find('=');
    if (!entry.starts_with(kPrefix) || equals == std::string_view::npos) continue;
    const auto variable = entry.substr(0, equals);
    const std::string value(entry.substr(equals + 1));
    if (value.empty() || is_someone_elses(variable)) continue;
    const auto* setting = setting_of(variable);
    if (setting == nullptr) return about_unknown(variable);
    if (setting->kind != Kind::repeatable) {
      givens.push_back({setting, value, std::string(variable)});
      continue;
    }
    std::istringstream words(value);
    for (std::string word; words >> word;) {
      givens.push_back({setting, word, std::string(variable)});
    }
  }
  return givens;
}

}  // namespace readcount::settings
