#include "settings/unknown.hpp"

#include "base/nearest.hpp"

namespace readcount::settings {

std::string unknown(std::string_view typed, const std::vector<std::string>& names,
                    std::string_view prefix) {
  const auto meant = nearest(typed, names);
  if (meant.empty()) return "no such setting; \"readcountd --help\" lists them all";
  return "no such setting; did you mean " + std::string(prefix) + meant + '?';
}

}  // namespace readcount::settings
