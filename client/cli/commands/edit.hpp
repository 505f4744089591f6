#pragma once

#include "cli/commands/command.hpp"

#include <string>
#include <string_view>

namespace readcount::cli {

/// How a change by hand is sent, and what is said of it.
struct Edit {
  Request request;
  std::string_view article;  ///< the member of the answer that tells an article's counts
  std::string_view of_try;   ///< what these counts are where nothing was changed
  std::string_view later;    ///< what comes once the daemon reaches Redis again
};

/// Sends it, and shows the counts that the answer tells.
Report run_edit(const Options& options, Desk& desk, const Edit& edit);

}  // namespace readcount::cli
