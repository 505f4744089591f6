#pragma once

#include "cli/report.hpp"

namespace readcount::cli {

/// What standard output is: a terminal, and how large. COLUMNS in `environment` (as `environ`)
/// beats the terminal's own width; neither there: nothing limits the width.
Screen screen_of_stdout(const char* const* environment);

}  // namespace readcount::cli
