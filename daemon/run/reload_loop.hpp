#pragma once

#include "api/rules.hpp"
#include "base/task_group.hpp"
#include "metrics/metrics.hpp"
#include "run/service_manager.hpp"
#include "settings/load.hpp"

#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <memory>
#include <string>

namespace readcount::run {

/// Reads the settings anew on each SIGHUP, one after the other.
///
/// How it works. Everything is read and made on a thread that takes no pings, for a disk may be
/// slow. If any of it is not right, it is one line of the log and a metric, and nothing has
/// changed. Only what is wholly made is adopted. Should that fail after all, it is said in the same
/// way, and the next SIGHUP is answered as any other.
///
/// Lives on the pipeline's executor; all methods are called there. A SIGHUP that comes before
/// start() is answered then.
class ReloadLoop {
 public:
  /// Settings that are read, or why they are not taken, in one line. Called on any thread.
  using Read = std::function<settings::Parsed<settings::Loaded>(const settings::Loaded& in_force)>;

  /// Puts them into force.
  using Adopt = std::function<asio::awaitable<void>(const settings::Settings&,
                                                    std::shared_ptr<const api::Rules>)>;

  /// From here on a SIGHUP ends the process no more.
  ReloadLoop(const asio::any_io_executor& executor, settings::Loaded in_force, Read read);

  /// `reader` is the thread that reads. All of it is there until stop() has returned.
  void start(asio::thread_pool& reader, metrics::Metrics& metrics, ServiceManager& manager,
             Adopt adopt);

  /// Ends; a reload that is under way is waited for a second.
  asio::awaitable<void> stop();

 private:
  struct Made {
    settings::Loaded loaded;
    std::shared_ptr<const api::Rules> rules;
  };

  asio::awaitable<void> reload_on_signals(asio::thread_pool& reader, metrics::Metrics& metrics,
                                          ServiceManager& manager, Adopt adopt);
  asio::awaitable<settings::Parsed<Made>> make();
  asio::awaitable<bool> reload(asio::thread_pool& reader, const Adopt& adopt);

  settings::Loaded in_force_;
  Read read_;
  bool stopping_ = false;
  asio::signal_set signals_;
  TaskGroup tasks_;
};

}  // namespace readcount::run
