#pragma once

#include "cli/commands/command.hpp"

#include <string_view>
#include <vector>

namespace readcount::cli {

/// All commands, in the order of the help.
const std::vector<Command>& commands();

/// The command of that name; null if there is none.
const Command* find_command(std::string_view name);

}  // namespace readcount::cli
