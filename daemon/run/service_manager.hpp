#pragma once

#include "base/task_group.hpp"
#include "pipeline/pipeline.hpp"
#include "run/service_environment.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace readcount::run {

/// How often the service manager wants to hear of us (WATCHDOG_USEC), if this process is meant.
/// Pure. Throws StartFailure.
std::optional<std::chrono::microseconds> watchdog_of(const ServiceEnvironment& environment,
                                                     int pid);

/// Tells the service manager how the daemon is (sd_notify(3)): READY=1 once it listens and can keep
/// pings, STATUS= when that changes, WATCHDOG=1 as long as every thread's event loop turns,
/// STOPPING=1. Does nothing where there is none (NOTIFY_SOCKET is not set).
///
/// The protocol is a datagram of text, and systemd promises that it stays one. libsystemd would
/// bring four compression and crypto libraries into a process that faces the network.
///
/// Lives on the pipeline's executor; all methods are called there. The contexts and the pipeline
/// outlive it.
class ServiceManager {
 public:
  /// Throws StartFailure on a malformed WATCHDOG_USEC.
  ServiceManager(const asio::any_io_executor& executor, const ServiceEnvironment& environment);
  ServiceManager(const ServiceManager&) = delete;
  ServiceManager& operator=(const ServiceManager&) = delete;
  ~ServiceManager();

  /// Begins to tell, once the threads of the contexts run.
  void start(std::vector<asio::io_context*> contexts, const pipeline::Pipeline& pipeline);

  /// Says that the settings are being read anew, and then that this is over. Before the first
  /// READY=1 neither is said.
  void reloading();
  void reloaded();

  /// Says that the daemon is stopping, and nothing more after that.
  asio::awaitable<void> stop();

 private:
  asio::awaitable<void> beat(std::vector<asio::io_context*> contexts,
                             const pipeline::Pipeline& pipeline);
  void tell_news_of(const pipeline::Pipeline& pipeline);
  bool tell(std::string_view text);

  std::string address_;  // NOTIFY_SOCKET; empty: nobody listens
  std::optional<std::chrono::microseconds> watchdog_;
  int socket_ = -1;
  bool ready_ = false;
  bool owes_ready_ = false;  // READY=1 after a reload did not get through
  bool failing_ = false;     // the last message did not get through; said once
  bool stopping_ = false;
  std::string status_;
  TaskGroup tasks_;
  asio::steady_timer timer_;
};

}  // namespace readcount::run
