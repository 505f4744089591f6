#pragma once

#include "cli/commands/command.hpp"

// Every command, each from the file of its name.

namespace readcount::cli {

Command count_command();
Command top_command();
Command trending_command();
Command series_command();
Command sources_command();
Command engagement_command();
Command live_command();
Command ping_command();
Command set_command();
Command merge_command();
Command erase_command();
Command export_command();
Command import_command();
Command ready_command();
Command whoami_command();
Command completion_command();

}  // namespace readcount::cli
