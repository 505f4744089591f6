#pragma once

#include "settings/settings.hpp"
#include "settings/table.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace readcount::settings {

/// One value as a source gave it, not yet looked at.
struct Given {
  const Setting* setting = nullptr;  ///< of the table
  std::string value;
  std::string source;  ///< as complaints name it: "--listen", "READCOUNT_LISTEN",
                       ///< "readcountd.toml:3: listen"
};

/// What one source gave. A setting stands in it more than once only if it is repeatable.
using Givens = std::vector<Given>;

/// All values of one setting, in the order given.
std::vector<const Given*> values_of(const Givens& givens, const Setting& setting);

/// The first value of the setting of that name, or null.
const Given* first_of(const Givens& givens, std::string_view name);

}  // namespace readcount::settings
