#pragma once

#include "store/keys.hpp"

#include <string>
#include <string_view>
#include <vector>

// What goes when an article is forgotten. Pure.

namespace readcount::store {

/// All keys of an article that can be there in this hour, for the longest lifetimes
/// that may be set, always in the same order: those of days and hours expire.
std::vector<std::string> keys_of_article(const Keys& keys, std::string_view tag,
                                         const ping::Article& article, Hour now);

/// All lists of a site, section or author that can be there in this hour, likewise.
std::vector<std::string> lists_of(const Keys& keys, std::string_view tag,
                                  const ping::Article& subject, Hour now);

}  // namespace readcount::store
