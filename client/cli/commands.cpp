#include "cli/commands.hpp"

#include "cli/commands/all.hpp"

namespace readcount::cli {

const std::vector<Command>& commands() {
  static const std::vector<Command> kAll{
      count_command(),   top_command(),        trending_command(), series_command(),
      sources_command(), engagement_command(), live_command(),     ping_command(),
      set_command(),     merge_command(),      erase_command(),    export_command(),
      import_command(),  ready_command(),      whoami_command(),   completion_command()};
  return kAll;
}

const Command* find_command(std::string_view name) {
  for (const auto& command : commands()) {
    if (command.name == name) return &command;
  }
  return nullptr;
}

}  // namespace readcount::cli
