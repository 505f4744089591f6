#include "cli/answers.hpp"
#include "cli/commands/all.hpp"
#include "cli/commands/ask.hpp"

namespace readcount::cli {
namespace {

constexpr std::string_view kReady = "ready\n";  // all that /readyz says then

Report run_ready(const Options& /*options*/, Desk& desk) {
  const auto response = desk.call({"/readyz", {}});
  if (!response) return failed(response.error());
  if (response->status == 200 && response->body == kReady) {
    return {std::string(kReady), {}, Exit::done};
  }
  const auto refusal = json_of(*response);
  return failed(refusal ? not_understood() : refusal.error());
}

}  // namespace

Command ready_command() {
  return {"ready",
          "Say whether the daemon keeps pings",
          R"(Exit code 0 if it does, 1 if it cannot keep them, 3 if nobody answers. For
health checks and scripts.

Example:
  readcount ready
)",
          Arguments::none,
          {},
          false,
          run_ready};
}

}  // namespace readcount::cli
