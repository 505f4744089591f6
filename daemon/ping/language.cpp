#include "ping/language.hpp"

#include "ping/ascii.hpp"

#include <algorithm>

namespace readcount::ping {

std::string language_of(std::string_view accept_language) {
  std::string language(accept_language.substr(0, accept_language.find_first_of(",;- ")));
  const bool fits = language.size() == 2 || language.size() == 3;
  if (!fits || !std::all_of(language.begin(), language.end(), is_letter)) return {};
  std::transform(language.begin(), language.end(), language.begin(), lower);
  return language;
}

}  // namespace readcount::ping
