#include "ping/prefetch.hpp"

#include <boost/url/grammar/ci_string.hpp>

#include <algorithm>

namespace readcount::ping {
namespace {

bool names_prefetch(std::string_view header) noexcept {
  constexpr std::string_view kSeparators = ",; \t";
  while (!header.empty()) {
    const auto token = header.substr(0, header.find_first_of(kSeparators));
    header.remove_prefix(std::min(token.size() + 1, header.size()));
    for (const std::string_view word : {"prefetch", "prerender", "preview"}) {
      if (boost::urls::grammar::ci_is_equal(token, word)) return true;
    }
  }
  return false;
}

}  // namespace

bool is_prefetch(std::string_view sec_purpose, std::string_view purpose, std::string_view x_purpose,
                 std::string_view x_moz) noexcept {
  return names_prefetch(sec_purpose) || names_prefetch(purpose) || names_prefetch(x_purpose) ||
         names_prefetch(x_moz);
}

}  // namespace readcount::ping
