#pragma once

#include <string>

namespace readcount::settings {

/// What --help shows: every setting by group, with its default, and examples; 80 columns at most.
std::string help_text();

}  // namespace readcount::settings
