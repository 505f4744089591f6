#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace readcount {

/// The name that `typed` was probably meant to be: the one fewest typing errors away (a letter too
/// many, missing, wrong, or two swapped), if that is near enough. Otherwise empty.
/// Case and "_" for "-" are no errors.
std::string nearest(std::string_view typed, const std::vector<std::string>& names);

}  // namespace readcount
