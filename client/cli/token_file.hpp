#pragma once

#include "cli/outcome.hpp"

#include <string>

namespace readcount::cli {

/// The token in `path`, without the newline at its end; "" for no path. The failure is one of
/// usage.
Outcome<std::string> read_token_file(const std::string& path);

}  // namespace readcount::cli
