#include "run/hand_over.hpp"

#include "base/log.hpp"
#include "run/socket_passing.hpp"

#include <boost/asio/buffer.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <optional>
#include <utility>

namespace readcount::run {
namespace {

constexpr std::chrono::seconds kForGo{60};  // with one that has the sockets and says nothing
constexpr std::chrono::milliseconds kBetweenTries{100};
constexpr std::chrono::seconds kForTask{1};

/// The process at the other end, if it may have the sockets.
std::optional<pid_t> trusted_peer(int connection) {
  ucred peer{};
  socklen_t size = sizeof(peer);
  if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return std::nullopt;
  if (peer.uid == geteuid()) return peer.pid;
  log_warning("process " + std::to_string(peer.pid) + " of user " + std::to_string(peer.uid) +
              " wants to take over: start it as user " + std::to_string(geteuid()));
  return std::nullopt;
}

}  // namespace

std::string HandOver::path_in(const std::filesystem::path& state_dir) {
  return (state_dir / "hand-over").string();
}

HandOver::HandOver(const asio::any_io_executor& executor, const std::filesystem::path& state_dir)
    : path_(path_in(state_dir)),
      acceptor_(executor),
      other_(executor),
      successor_(executor),
      timer_(executor),
      tasks_(executor) {
  unlink(path_.c_str());  // of one that was killed: the directory is ours
  boost::system::error_code error;
  if (path_.size() >= sizeof(sockaddr_un::sun_path)) {
    error = boost::system::errc::make_error_code(boost::system::errc::filename_too_long);
  }
  if (!error) acceptor_.open(Protocol(), error);
  if (!error) acceptor_.bind(Protocol::endpoint(path_), error);
  if (!error) acceptor_.listen(1, error);
  if (error) {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    log_warning("no other readcountd can take over from this one (" + path_ +
                "): " + error.message());
  }
}

HandOver::~HandOver() { unlink(path_.c_str()); }

void HandOver::start(HandedSockets sockets) {
  tasks_.spawn("handing the sockets over", answer(std::move(sockets)));
}

asio::awaitable<void> HandOver::answer(HandedSockets sockets) {
  co_await asio::this_coro::throw_if_cancelled(false);
  while (acceptor_.is_open()) {
    other_ = Protocol::socket(tasks_.executor());
    const auto [error] = co_await acceptor_.async_accept(other_, as_result);
    if (!acceptor_.is_open()) co_return;
    if (error) {
      timer_.expires_after(kBetweenTries);
      co_await timer_.async_wait(as_result);
      continue;
    }
    const bool is_ready = co_await hand_over(sockets);
    if (!is_ready) continue;
    if (!acceptor_.is_open()) co_return;  // stopping already: that would be a second signal
    successor_ = std::move(other_);
    std::raise(SIGTERM);
    co_return;
  }
}

/// Whether the other one has them and says that it is ready.
asio::awaitable<bool> HandOver::hand_over(const HandedSockets& sockets) {
  const auto pid = trusted_peer(other_.native_handle());
  if (!pid) co_return false;
  if (const auto failed = send_sockets(other_.native_handle(), sockets)) {
    log_error("cannot hand the sockets over to process " + std::to_string(*pid) + ": " +
              failed.message());
    co_return false;
  }
  timer_.expires_after(kForGo);
  timer_.async_wait([this](const boost::system::error_code& error) {
    boost::system::error_code ignored;
    if (!error) other_.cancel(ignored);
  });
  char word = 0;
  const auto buffer = asio::buffer(&word, 1);
  const auto [error, bytes] = co_await other_.async_read_some(buffer, as_result);
  timer_.cancel();
  if (error || bytes != 1 || word != kGo) co_return false;
  log_info("process " + std::to_string(*pid) + " takes over");
  co_return true;
}

asio::awaitable<void> HandOver::stop() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  other_.close(ignored);
  timer_.cancel();
  tasks_.cancel(asio::cancellation_type::terminal);
  const auto deadline = std::chrono::steady_clock::now() + kForTask;
  co_await tasks_.wait(deadline);
}

}  // namespace readcount::run
