#include "run/service_environment.hpp"

#include <cstdlib>

namespace readcount::run {
namespace {

std::optional<std::string> take(const char* variable) {
  // NOLINTBEGIN(concurrency-mt-unsafe): before any thread is started
  const char* value = std::getenv(variable);
  if (value == nullptr) return std::nullopt;
  std::string taken = value;
  unsetenv(variable);
  // NOLINTEND(concurrency-mt-unsafe)
  return taken;
}

}  // namespace

ServiceEnvironment take_service_environment() {
  ServiceEnvironment environment;
  environment.notify_socket = take("NOTIFY_SOCKET");
  environment.watchdog_usec = take("WATCHDOG_USEC");
  environment.watchdog_pid = take("WATCHDOG_PID");
  environment.listen_fds = take("LISTEN_FDS");
  environment.listen_pid = take("LISTEN_PID");
  environment.listen_fdnames = take("LISTEN_FDNAMES");
  return environment;
}

}  // namespace readcount::run
