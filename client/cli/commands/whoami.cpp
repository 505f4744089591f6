#include "cli/answers.hpp"
#include "cli/commands/all.hpp"
#include "cli/commands/ask.hpp"

namespace readcount::cli {
namespace {

Report run_whoami(const Options& options, Desk& desk) {
  const auto answer = ask_object(desk.call, {"/v1/whoami", {}});
  if (!answer) return failed(answer.error());
  const auto row = fields_of(object_of(*answer), {});
  const Forms forms{as_table(listing_of(object_of(*answer)), desk.screen.width), row, row};
  return print(options, desk.screen, *answer, forms);
}

}  // namespace

Command whoami_command() {
  return {"whoami",
          "Show what the daemon takes this machine for",
          R"(Says, too, why a ping from here would not be counted.

Example:
  readcount --server http://10.0.0.5:9228 whoami
)",
          Arguments::none,
          {},
          false,
          run_whoami};
}

}  // namespace readcount::cli
