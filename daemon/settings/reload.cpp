#include "settings/reload.hpp"

#include <utility>

namespace readcount::settings {
namespace {

/// Those that differ and take a restart, each as its source names it.
std::string changed_for_good(const Loaded& in_force, const Loaded& read) {
  std::string changed;
  for (const auto& setting : all_settings()) {
    if (setting.fixed == nullptr || setting.fixed(in_force.settings, read.settings)) continue;
    const auto* given = first_of(read.givens, setting.name);
    changed += changed.empty() ? "" : ", ";
    changed += given != nullptr ? given->source : std::string(setting.name) + " (no longer set)";
  }
  return changed;
}

}  // namespace

Parsed<Loaded> reload(const Loaded& in_force, int argc, const char* const* argv,
                      const char* const* environment, const std::filesystem::path& system_file) {
  auto read = read_all(argc, argv, environment, system_file);
  if (!read) return read;
  if (in_force.file && !read->file) {
    return Complaint{in_force.file->string() +
                     " is gone: put it back, or restart readcountd without it"};
  }
  const auto changed = changed_for_good(in_force, *read);
  if (!changed.empty()) {
    return Complaint{changed +
                     ": takes a restart to change; restart readcountd, or put back what "
                     "is in force"};
  }
  if (!in_force.settings.sites.empty() && read->settings.sites.empty()) {
    return Complaint{(read->file ? read->file->string() + ": " : std::string()) +
                     "site: none is left; name the sites to count, or restart readcountd to try it "
                     "out without any"};
  }
  return read;
}

}  // namespace readcount::settings
