#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace readcount::ping {

/// An article by its normal form: what all spellings of its address have in common. The site as a
/// whole is kept like an article with an empty path (an article's path begins with '/').
struct Article {
  std::string site;  ///< the site's name: its first host, lower case, without "www."
  std::string path;  ///< percent-encoded UTF-8, at most kMaxPath bytes, with the kept query

  friend auto operator<=>(const Article&, const Article&) = default;
};

/// The longest path kept, in bytes (contract).
inline constexpr std::size_t kMaxPath = 512;

}  // namespace readcount::ping
