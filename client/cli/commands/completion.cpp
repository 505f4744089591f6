#include "cli/completion.hpp"

#include "cli/commands/all.hpp"

namespace readcount::cli {
namespace {

Report run_completion(const Options& /*options*/, Desk& /*desk*/) {
  return {bash_completion(vocabulary()), {}, Exit::done};
}

}  // namespace

Command completion_command() {
  return {"completion",
          "Print a script that completes readcount",
          R"(Example:
  source <(readcount completion bash)
      Complete commands, flags and their words with the tab key, in this shell;
      in ~/.bashrc, in every one.
)",
          Arguments::shell,
          {},
          false,
          run_completion};
}

}  // namespace readcount::cli
