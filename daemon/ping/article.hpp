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

  // clang-tidy 14 takes the 0 that a rewritten comparison compares with for a null pointer.
  // NOLINTNEXTLINE(modernize-use-nullptr)
  friend auto operator<=>(const Article&, const Article&) = default;
};

/// The longest path kept, in bytes (contract).
inline constexpr std::size_t kMaxPath = 512;

}  // namespace readcount::ping
