#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace readcount::settings {

/// "no such setting; did you mean <prefix><nearest>?", or where to find the list.
std::string unknown(std::string_view typed, const std::vector<std::string>& names,
                    std::string_view prefix);

}  // namespace readcount::settings
