#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace readcount::settings {

/// The name that `typed` was probably meant to be: the one fewest typing errors away (a letter too
/// many, missing, wrong, or two swapped), if that is near enough. Otherwise empty.
/// Case and "_" for "-" are no errors.
std::string nearest(std::string_view typed, const std::vector<std::string>& names);

/// "no such setting; did you mean <prefix><nearest>?", or where to find the list.
std::string unknown(std::string_view typed, const std::vector<std::string>& names,
                    std::string_view prefix);

}  // namespace readcount::settings
