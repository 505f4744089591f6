#pragma once

#include <optional>
#include <string>

namespace readcount::run {

/// What a service manager says to the process that it starts, as it stands in the environment:
/// sd_notify(3), sd_watchdog_enabled(3), sd_listen_fds(3). Nothing is checked yet.
struct ServiceEnvironment {
  std::optional<std::string> notify_socket;
  std::optional<std::string> watchdog_usec;
  std::optional<std::string> watchdog_pid;
  std::optional<std::string> listen_fds;
  std::optional<std::string> listen_pid;
  std::optional<std::string> listen_fdnames;
};

/// Moves it out of the process's environment, so that the private Redis does not take it for its
/// own. Before any thread is started.
ServiceEnvironment take_service_environment();

}  // namespace readcount::run
