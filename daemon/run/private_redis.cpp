#include "run/private_redis.hpp"

#include "base/log.hpp"
#include "run/aof_repair.hpp"
#include "run/failure.hpp"

#include <boost/asio/local/stream_protocol.hpp>
#include <fcntl.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): POSIX has more of it than C++
#include <sys/file.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>

namespace readcount::run {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr milliseconds kPoll{5};
constexpr seconds kPatience{2};     // with one that is on its way down, before it is pushed
constexpr seconds kStartLimit{10};  // until a new one listens, or an old one has gone
constexpr milliseconds kFirstRestart{100};
constexpr milliseconds kLastRestart{1000};
constexpr int kHopeless = 5;  // ends soon after a start, in a row

/// Ends a private Redis that an earlier daemon left behind, if the pid in its file is still its
/// own.
void push(const std::filesystem::path& directory, int signal_number) {
  int pid = 0;
  std::ifstream(directory / "redis.pid") >> pid;
  if (pid <= 1) return;
  std::ifstream file("/proc/" + std::to_string(pid) + "/cmdline");
  const std::string command{std::istreambuf_iterator<char>(file), {}};
  // Redis shows its socket's path as its title once it runs.
  if (command.find((directory / "redis.sock").string()) == std::string::npos) return;
  kill(pid, signal_number);
}

std::vector<std::string> arguments_for(const std::filesystem::path& directory,
                                       const std::filesystem::path& socket) {
  return {
      "--port",
      "0",  // no network: the socket is the only way in
      "--unixsocket",
      socket.string(),  //
      "--unixsocketperm",
      "600",  //
      "--dir",
      directory.string(),  //
      "--pidfile",
      (directory / "redis.pid").string(),
      "--logfile",
      (directory / "redis.log").string(),
      "--daemonize",
      "no",  //
      "--appendonly",
      "yes",  // a second of it may be lost in a power cut:
      "--appendfsync",
      "everysec",  // the journal fills that in
      "--save",
      "",  //
      "--maxmemory-policy",
      "noeviction",  //
      "--hash-max-listpack-entries",
      "512",  // an article's days and months, packed
  };
}

}  // namespace

std::filesystem::path PrivateRedis::find_program() {
  // Read before any thread is started.
  const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe)
  for (const char* name : {"redis-server", "valkey-server"}) {
    std::istringstream folders(path != nullptr ? path : "/usr/bin:/bin");
    for (std::string folder; std::getline(folders, folder, ':');) {
      auto program = std::filesystem::path(folder) / name;
      if (access(program.c_str(), X_OK) == 0) return program;
    }
  }
  throw StartFailure(
      "there is no redis-server (or valkey-server) on the PATH: install it (apt-get install "
      "redis-server), or name a Redis with --redis");
}

PrivateRedis::PrivateRedis(const asio::any_io_executor& executor, std::filesystem::path program,
                           std::filesystem::path directory)
    : program_(std::move(program)),
      directory_(std::move(directory)),
      socket_(directory_ / "redis.sock"),
      tasks_(executor),
      timer_(executor) {
  if (socket_.string().size() >= sizeof(sockaddr_un::sun_path)) {
    throw StartFailure("the state directory's path is too long for a Unix socket in it (" +
                       socket_.string() + "): choose a shorter one with --state-dir");
  }
}

asio::awaitable<void> PrivateRedis::start() {
  co_await launch();
  tasks_.spawn("watching the private Redis", watch());
}

asio::awaitable<void> PrivateRedis::launch() {
  std::filesystem::create_directories(directory_);
  ChildProcess::Files files;
  files.kept = co_await take_lock();
  try {
    co_await repair_aof(tasks_.executor(), program_, directory_);
  } catch (const StartFailure&) {
    close(files.kept);
    throw;
  }
  auto started =
      ChildProcess::start(tasks_.executor(), program_, arguments_for(directory_, socket_), files);
  close(files.kept);  // the child holds it from here on
  if (!started) {
    throw StartFailure("cannot start " + program_.string() + ": " + started.error().message());
  }
  process_.emplace(std::move(*started));

  const auto deadline = steady_clock::now() + kStartLimit;
  for (;;) {
    if (co_await listens()) break;
    const bool ended = process_->has_ended();
    if (ended || steady_clock::now() > deadline) {
      process_->signal(SIGKILL);
      throw StartFailure("the private Redis (" + program_.string() + ") " +
                         (ended ? "ended at once" : "does not listen") + ": see " +
                         (directory_ / "redis.log").string());
    }
    co_await pause(kPoll);
  }
}

asio::awaitable<int> PrivateRedis::take_lock() {
  const auto path = directory_ / "redis.lock";
  const int lock = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) {
    throw StartFailure("cannot write " + path.string() + ": " +
                       std::system_category().message(errno));
  }
  const auto begin = steady_clock::now();
  while (flock(lock, LOCK_EX | LOCK_NB) != 0) {
    const auto waited = steady_clock::now() - begin;
    if (waited > kStartLimit) {
      close(lock);
      throw StartFailure("another private Redis still works in " + directory_.string() +
                         " and does not end: end it by hand");
    }
    if (waited > kPatience) push(directory_, waited > 2 * kPatience ? SIGKILL : SIGTERM);
    co_await pause(kPoll);
  }
  co_return lock;
}

asio::awaitable<bool> PrivateRedis::listens() {
  asio::local::stream_protocol::socket probe(tasks_.executor());
  const asio::local::stream_protocol::endpoint endpoint(socket_.string());
  const auto [ec] = co_await probe.async_connect(endpoint, as_result);
  co_return !ec;
}

asio::awaitable<void> PrivateRedis::watch() {
  auto back_off = kFirstRestart;
  int in_a_row = 0;
  while (!stopping_) {
    const auto started = steady_clock::now();
    co_await process_->ended();
    if (stopping_) break;
    if (steady_clock::now() - started > kStartLimit) {
      back_off = kFirstRestart;
      in_a_row = 0;
    }
    if (++in_a_row < kHopeless) {
      log_warning("the private Redis ended by itself; it is started again (its log is " +
                  (directory_ / "redis.log").string() + ")");
    } else if (in_a_row == kHopeless) {
      say_what_to_do();
    }
    co_await pause(back_off);
    back_off = std::min(back_off * 2, kLastRestart);
    try {
      if (stopping_) break;
      co_await launch();
      if (on_restart_) on_restart_();
    } catch (const StartFailure& failure) {
      log_error(failure.what());
    }
  }
}

/// Its data are never thrown away to make it start: the journal has only the newest part of them,
/// and nobody could say how many views are gone.
void PrivateRedis::say_what_to_do() const {
  log_error("the private Redis does not stay up: see the end of " +
            (directory_ / "redis.log").string() +
            ". It is started again every second, without a line here each time, and pings are kept "
            "in the journal meanwhile. If it cannot load its data, put a backup of " +
            (directory_ / "appendonlydir").string() +
            " in their place, or move them away to begin at what the journal holds");
}

asio::awaitable<void> PrivateRedis::stop() {
  stopping_ = true;
  timer_.cancel();
  if (process_) {
    process_->signal(SIGTERM);
    const bool ended = co_await tasks_.wait(steady_clock::now() + kStartLimit);
    if (!ended) process_->signal(SIGKILL);
  }
  co_await tasks_.wait(steady_clock::now() + kStartLimit);
}

asio::awaitable<void> PrivateRedis::pause(milliseconds duration) {
  timer_.expires_after(duration);
  co_await timer_.async_wait(as_result);
}

}  // namespace readcount::run
