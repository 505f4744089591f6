#include "settings/complaint.hpp"

#include "base/log.hpp"

namespace readcount::settings {

std::string in_quotes(std::string_view text) {
  constexpr std::size_t kLongest = 80;
  if (text.size() <= kLongest) return '"' + escaped(text) + '"';
  return '"' + escaped(text.substr(0, kLongest)) + "…\"";
}

}  // namespace readcount::settings
