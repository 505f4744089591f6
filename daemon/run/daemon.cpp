#include "run/daemon.hpp"

#include "base/log.hpp"
#include "base/task_group.hpp"
#include "base/version.hpp"
#include "pipeline/merges.hpp"
#include "pipeline/pipeline.hpp"
#include "pipeline/questions.hpp"
#include "run/certificate.hpp"
#include "run/failure.hpp"
#include "run/hand_over.hpp"
#include "run/http_observer.hpp"
#include "run/listeners.hpp"
#include "run/options.hpp"
#include "run/private_redis.hpp"
#include "run/reload_loop.hpp"
#include "run/service_manager.hpp"
#include "run/state_dir.hpp"
#include "run/take_over.hpp"
#include "run/worker.hpp"
#include "store/store.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/system/system_error.hpp>
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

namespace readcount::run {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr std::uint64_t kSegment = 64ULL << 20;
constexpr std::uint64_t kSegmentsAtLeast = 16;  // applied ones make room a segment at a time
constexpr seconds kLoading{30};                 // for a private Redis to load its data
constexpr std::chrono::milliseconds kLoadingPoll{20};
constexpr seconds kFirstSettle{2};  // for what earlier runs left, before pings are taken
constexpr seconds kDrain{5};        // for requests under way
constexpr seconds kLastFlush{10};   // for what the store has not got
// Both, while connections wait for the one that takes over:
constexpr seconds kShortDrain{2};
constexpr seconds kLeave{1};

/// The kernel says no more to a thread than "try again".
std::exception_ptr explained(const std::exception_ptr& error) {
  const auto in_words = [&](const auto& failure) {
    if (failure.code() != std::errc::resource_unavailable_try_again) return error;
    return std::make_exception_ptr(
        StartFailure("cannot start a thread: raise TasksMax= of the service, or the process limit "
                     "of its user (ulimit -u)"));
  };
  try {
    std::rethrow_exception(error);
  } catch (const std::system_error& failure) {
    return in_words(failure);
  } catch (const boost::system::system_error& failure) {
    return in_words(failure);
  } catch (...) {
    return error;
  }
}

std::string url_of(const char* scheme, const asio::ip::tcp::endpoint& endpoint) {
  const auto address = endpoint.address();
  const auto host = address.is_unspecified() ? "localhost"
                    : address.is_v6()        ? '[' + address.to_string() + ']'
                                             : address.to_string();
  return std::string(scheme) + "://" + host + ':' + std::to_string(endpoint.port());
}

/// The parts of a running daemon. Members stand in the order in which they start; they end in the
/// opposite one.
class Daemon {
 public:
  Daemon(const settings::Loaded& loaded, ReloadLoop::Read read,
         const ServiceEnvironment& environment)
      : settings_(loaded.settings),
        handed_(assign_roles(environment, getpid())),
        predecessor_(loaded.take_over ? find_predecessor() : std::nullopt),
        rules_(rules_of(settings_)),
        reload_(context_.get_executor(), loaded, std::move(read)),
        manager_(context_.get_executor(), environment) {}

  /// Returns the exit code.
  int run() {
    bind();
    int exit_code = 1;
    std::exception_ptr failure;
    asio::co_spawn(context_, live(), [&](const std::exception_ptr& error, int code) {
      failure = error;
      exit_code = code;
      context_.stop();
    });
    context_.run();
    if (failure) std::rethrow_exception(failure);
    return exit_code;
  }

 private:
  std::optional<Predecessor> find_predecessor() const {
    if (!handed_.publicly.empty() || handed_.admin) {
      throw StartFailure(
          "sockets were handed over (LISTEN_FDS), and --take-over asks for those of another "
          "readcountd: take --take-over out, a socket unit refuses no connection either");
    }
    return Predecessor::find(settings_.state_dir);
  }

  void bind() {
    for (unsigned i = 1; i < settings_.threads; ++i) {
      contexts_.push_back(std::make_unique<asio::io_context>(1));
    }
    listeners_ =
        open_listeners(all_contexts(), settings_, predecessor_ ? predecessor_->sockets() : handed_);
    if (predecessor_) warn_of_other_addresses(listeners_, settings_);
    for (auto& acceptor : listeners_.publicly) own_.publicly.push_back(acceptor.native_handle());
    own_.admin = listeners_.admin->native_handle();
    public_endpoint_ = listeners_.publicly.front().local_endpoint();
    admin_endpoint_ = listeners_.admin->local_endpoint();
  }

  /// One a worker.
  std::vector<asio::io_context*> all_contexts() {
    std::vector<asio::io_context*> all{&context_};
    for (auto& context : contexts_) all.push_back(context.get());
    return all;
  }

  asio::awaitable<int> live() {
    asio::signal_set signals(context_, SIGTERM, SIGINT);
    std::exception_ptr failure;
    stop_at_once_on(signals);  // until there is something to stop in order
    try {
      co_await start();
    } catch (...) {
      failure = explained(std::current_exception());
    }
    signals.cancel();
    if (failure) {
      co_await stop();
      std::rethrow_exception(failure);
    }
    const auto [ec, number] = co_await signals.async_wait(as_result);
    log_info(std::string("stopping: ") + (number == SIGINT ? "SIGINT" : "SIGTERM"));
    stop_at_once_on(signals);
    const bool everything_applied = co_await stop();
    log_info("stopped");
    co_return everything_applied ? 0 : 1;
  }

  static void stop_at_once_on(asio::signal_set& signals) {
    signals.async_wait([](boost::system::error_code error, int) {
      if (error) return;
      log_warning("stopping at once; what was kept is in the journal");
      close_log();
      std::_Exit(1);
    });
  }

  asio::awaitable<void> start() {
    start_threads();  // first of all: where one cannot be had, nothing is touched
    co_await open_store();
    const auto journal = state_dir_->journal();
    auto options = pipeline_options(settings_, journal);
    const auto segment = std::min(kSegment, settings_.journal_max_bytes / kSegmentsAtLeast);
    auto writer = journal::Writer::create({journal, options.run, segment});
    if (!writer) {
      throw StartFailure("cannot write a journal in " + journal.string() + ": " +
                         writer.error().message());
    }
    pipeline_.emplace(context_.get_executor(), std::move(options), std::move(*writer), *store_,
                      metrics_);
    if (redis_) redis_->on_restart([this] { pipeline_->look_for_store(); });
    co_await pipeline_->start(steady_clock::now() + kFirstSettle);
    start_workers();
    show_end_of(rules_->certificate.get());
    const auto why = untimely(rules_->certificate.get(), wall_now());
    if (why) log_warning(*why);
    const auto* scheme = rules_->certificate ? "https" : "http";
    log_info("readcountd " + std::string(kVersion) + " listening on " +
             url_of(scheme, public_endpoint_));
    log_info("admin on " + url_of("http", admin_endpoint_));
    manager_.start(all_contexts(), *pipeline_);
    hand_over_.emplace(context_.get_executor(), state_dir_->path());
    hand_over_->start(own_);
    reload_.start(*scribe_, metrics_, manager_, [this](const auto& settings, auto rules) {
      return adopt(settings, std::move(rules));
    });
  }

  asio::awaitable<void> open_store() {
    const auto address =
        settings_.redis ? std::optional(address_of(*settings_.redis)) : std::nullopt;
    // Locked before the store is touched; one that is still to be made, after it was found fit.
    if (predecessor_) {
      // Whatever may be unfit is found so while the other one still runs.
      StateDir::check(settings_.state_dir);
      if (address) co_await open_store_at(*address);
      auto lock = co_await predecessor_->end(settings_.state_dir);
      state_dir_.emplace(settings_.state_dir, std::move(lock));
    } else if (std::filesystem::exists(settings_.state_dir)) {
      state_dir_.emplace(settings_.state_dir);
    }
    if (!address) {
      auto program = PrivateRedis::find_program();
      if (!state_dir_) state_dir_.emplace(settings_.state_dir);
      redis_.emplace(context_.get_executor(), std::move(program), state_dir_->path() / "redis");
      co_await redis_->start();
      store::Address own;
      own.socket = redis_->socket().string();
      co_await open_store_at(own);
    } else if (!store_) {
      co_await open_store_at(*address);
    }
    if (!state_dir_) state_dir_.emplace(settings_.state_dir);
  }

  /// A Redis of the operator's may be away for now; one that is not fit may not.
  asio::awaitable<void> open_store_at(store::Address address) {
    store::Store::Options options;
    options.address = std::move(address);
    options.key_prefix = settings_.key_prefix;
    options.allow_evicting = settings_.allow_evicting_redis;
    options.lifetimes = settings_.lifetimes;
    store_.emplace(context_.get_executor(), std::move(options));
    auto opened = co_await store_->open();
    // The private Redis listens before it has loaded its data; that is worth waiting for.
    const auto deadline = steady_clock::now() + kLoading;
    asio::steady_timer pause(context_);
    while (redis_ && !opened && opened.error().kind != store::FailureKind::refused &&
           steady_clock::now() < deadline) {
      pause.expires_after(kLoadingPoll);
      co_await pause.async_wait(as_result);
      opened = co_await store_->open();
    }
    if (opened.has_error()) {
      const auto& failure = opened.error();
      if (failure.kind == store::FailureKind::refused) throw StartFailure(failure.text);
      log_warning(failure.text + "; pings are kept in the journal until the store answers");
    }
  }

  void start_threads() {
    for (auto& context : contexts_) {
      threads_.emplace_back([&context] { run_until_stopped(*context); });
    }
  }

  void start_workers() {
    questions_.emplace(context_.get_executor(), *store_, pipeline_->redirector().redirects());
    merges_.emplace(*pipeline_, *store_);
    transfers_.emplace(*pipeline_, *store_);
    scribe_.emplace(1);
    shared_.emplace(Shared{
        *pipeline_, streams_, rate_limit_, *questions_, *transfers_, *merges_, metrics_, *scribe_,
        observer_, limits_of(settings_, listeners_.publicly.size()),
        api::Thresholds{settings_.repeat_window, settings_.read_seconds, settings_.lifetimes},
        rules_});
    const auto contexts = all_contexts();
    for (std::size_t i = 0; i < contexts.size(); ++i) {
      auto& worker = workers_.emplace_back(*contexts[i], *shared_);
      for (auto k = i; k < listeners_.publicly.size(); k += contexts.size()) {
        worker.listen_publicly(std::move(listeners_.publicly[k]));
      }
      if (i == 0) worker.listen_for_admins(std::move(*listeners_.admin));
      asio::post(*contexts[i], [&worker] { worker.start(); });
    }
  }

  void show_end_of(const http::Certificate* certificate) {
    std::optional<std::chrono::sys_seconds> end;
    if (certificate != nullptr) end = certificate->ends();
    metrics_.certificate_ends(end);
  }

  /// Puts settings into force that differ from these in nothing that takes a restart.
  asio::awaitable<void> adopt(const settings::Settings& settings,
                              std::shared_ptr<const api::Rules> rules) {
    set_log_level(settings.log_level);
    metrics_.name_articles(settings.metrics_top);
    show_end_of(rules->certificate.get());
    pipeline_->change_budgets(budget_of(settings), name_budget_of(settings));
    const auto limits = limits_of(settings, listeners_.publicly.size());
    for (auto& worker : workers_) co_await worker.adopt(rules, limits);
  }

  static void run_until_stopped(asio::io_context& context) {
    const auto guard = asio::make_work_guard(context);
    context.run();
  }

  asio::awaitable<void> stop_workers(steady_clock::time_point deadline) {
    TaskGroup stops(context_.get_executor());
    for (auto& worker : workers_) stops.spawn("stopping a worker", worker.stop(deadline));
    co_await stops.wait(steady_clock::time_point::max());
  }

  /// Ends what has been started, in the opposite order. Tells whether everything is in the store,
  /// or left to a successor.
  asio::awaitable<bool> stop() {
    if (hand_over_) co_await hand_over_->stop();  // first: it would be a second signal
    co_await manager_.stop();
    co_await reload_.stop();
    const bool leaving = hand_over_ && hand_over_->has_successor();
    const auto drain = leaving ? kShortDrain : kDrain;
    co_await stop_workers(steady_clock::now() + drain);
    for (auto& context : contexts_) context->stop();
    threads_.clear();
    bool everything_applied = true;
    if (pipeline_ && leaving) {
      co_await pipeline_->leave(steady_clock::now() + kLeave);
    } else if (pipeline_) {
      everything_applied = co_await pipeline_->stop(steady_clock::now() + kLastFlush);
    }
    if (store_) co_await store_->stop();
    if (redis_) co_await redis_->stop();
    co_return everything_applied;
  }

  const settings::Settings& settings_;
  HandedSockets handed_;
  std::optional<Predecessor> predecessor_;
  HandedSockets own_;  // what is listened on, for a successor
  asio::io_context context_{1};
  std::vector<std::unique_ptr<asio::io_context>> contexts_;  // of the workers after the first
  Listeners listeners_;
  asio::ip::tcp::endpoint public_endpoint_;
  asio::ip::tcp::endpoint admin_endpoint_;
  std::shared_ptr<const api::Rules> rules_;  // of the start
  ReloadLoop reload_;
  metrics::Metrics metrics_{settings_.metrics_top};
  HttpObserver observer_{metrics_};
  api::StreamSlots streams_{metrics_.http_streams};
  api::RateLimit rate_limit_{metrics_.rate_limit_full};
  std::optional<StateDir> state_dir_;
  std::optional<PrivateRedis> redis_;
  std::optional<store::Store> store_;
  std::optional<pipeline::Pipeline> pipeline_;
  std::optional<pipeline::Questions> questions_;
  std::optional<pipeline::Transfers> transfers_;
  std::optional<pipeline::Merges> merges_;
  std::optional<asio::thread_pool> scribe_;
  std::optional<Shared> shared_;
  std::list<Worker> workers_;
  std::vector<std::jthread> threads_;
  std::optional<HandOver> hand_over_;
  ServiceManager manager_;
};

}  // namespace

void check(const settings::Settings& settings) {
  const auto rules = rules_of(settings);
  const auto why = untimely(rules->certificate.get(), wall_now());
  if (why) throw StartFailure(*why);
  if (settings.redis) {
    address_of(*settings.redis);
  } else {
    PrivateRedis::find_program();
  }
}

int run(const settings::Loaded& loaded, ReloadLoop::Read read) {
  if (wall_now() < kEarliest) {
    throw StartFailure(
        "the clock of this machine says " +
        std::to_string(static_cast<int>(std::chrono::year_month_day(day_of(wall_now())).year())) +
        ", and views would count on that day: set the clock, then start again");
  }
  if (sodium_init() < 0) throw StartFailure("libsodium cannot start");
  // NOLINTBEGIN(concurrency-mt-unsafe): before any thread is started
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // the write that is too much fails, which is seen to
  // NOLINTEND(concurrency-mt-unsafe)
  if (loaded.take_over) check(loaded.settings);  // while the other one still runs
  return Daemon(loaded, std::move(read), take_service_environment()).run();
}

}  // namespace readcount::run
