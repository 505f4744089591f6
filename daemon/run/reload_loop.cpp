#include "run/reload_loop.hpp"

#include "base/log.hpp"
#include "run/certificate.hpp"
#include "run/options.hpp"

#include <boost/asio/co_spawn.hpp>

#include <chrono>
#include <csignal>
#include <exception>
#include <utility>

namespace readcount::run {
namespace {

constexpr std::chrono::seconds kForReload{1};  // for a reload that is under way

}  // namespace

ReloadLoop::ReloadLoop(const asio::any_io_executor& executor, settings::Loaded in_force, Read read)
    : in_force_(std::move(in_force)),
      read_(std::move(read)),
      signals_(executor, SIGHUP),
      tasks_(executor) {}

void ReloadLoop::start(asio::thread_pool& reader, metrics::Metrics& metrics,
                       ServiceManager& manager, Adopt adopt) {
  metrics.reloaded(true);  // the settings of the start
  tasks_.spawn("reloading the settings",
               reload_on_signals(reader, metrics, manager, std::move(adopt)));
}

asio::awaitable<void> ReloadLoop::reload_on_signals(asio::thread_pool& reader,
                                                    metrics::Metrics& metrics,
                                                    ServiceManager& manager, Adopt adopt) {
  while (!stopping_) {
    const auto [error, number] = co_await signals_.async_wait(as_result);
    if (error || stopping_) co_return;
    manager.reloading();
    bool done = false;
    try {
      done = co_await reload(reader, adopt);
    } catch (const std::exception& unexpected) {
      log_error(std::string("the settings may be in force in part, send SIGHUP again: ") +
                unexpected.what());
    }
    if (stopping_) co_return;
    metrics.reloaded(done);
    manager.reloaded();
  }
}

/// Whether they are in force.
asio::awaitable<bool> ReloadLoop::reload(asio::thread_pool& reader, const Adopt& adopt) {
  auto task = make();
  auto made = co_await asio::co_spawn(reader, std::move(task), asio::use_awaitable);
  if (stopping_) co_return false;
  if (!made) {
    log_error("the settings stay as they were: " + made.error().text);
    co_return false;
  }
  co_await adopt(made->loaded.settings, made->rules);
  in_force_ = std::move(made->loaded);
  log_info("the settings were read anew and are in force");
  co_return true;
}

/// On the reader's thread, while nothing changes in_force_.
asio::awaitable<settings::Parsed<ReloadLoop::Made>> ReloadLoop::make() {
  try {
    auto loaded = read_(in_force_);
    if (!loaded) co_return loaded.error();
    auto rules = rules_of(loaded->settings);
    auto why = untimely(rules->certificate.get(), wall_now());
    if (why) co_return settings::Complaint{std::move(*why)};
    co_return Made{std::move(*loaded), std::move(rules)};
  } catch (const std::exception& error) {
    co_return settings::Complaint{error.what()};
  }
}

asio::awaitable<void> ReloadLoop::stop() {
  stopping_ = true;
  signals_.cancel();
  const auto deadline = std::chrono::steady_clock::now() + kForReload;
  co_await tasks_.wait(deadline);
}

}  // namespace readcount::run
