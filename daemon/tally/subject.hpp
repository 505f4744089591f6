#pragma once

#include "ping/article.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace readcount::tally {

// A subject is what counts are kept for: an article, its site, its section, its author. All of them
// are named by an Article, by its path: "/politics/x", "", "s:Politics", "a:Jane Doe".

enum class SubjectKind : std::uint8_t { article, site, section, author };

SubjectKind kind_of(const ping::Article& subject) noexcept;

ping::Article site_of(const ping::Article& article);
ping::Article section_of(std::string_view site, std::string_view name);
ping::Article author_of(std::string_view site, std::string_view name);

/// The longest name of a section or an author that counts are kept under, in bytes.
inline constexpr std::size_t kMaxSubjectName = 128;

/// What the values beyond a bound are counted under, and the path of the articles beyond theirs: no
/// article's own path, as those begin with '/'.
inline constexpr std::string_view kOther = "(other)";

/// What the articles of a site are counted under that are beyond its budget (budget.hpp).
ping::Article other_of(std::string_view site);

}  // namespace readcount::tally
