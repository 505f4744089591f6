#include "run/take_over.hpp"

#include "base/log.hpp"
#include "run/failure.hpp"
#include "run/hand_over.hpp"
#include "run/socket_passing.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <chrono>
#include <string>
#include <system_error>
#include <utility>

namespace readcount::run {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds kForSockets{10};
constexpr std::chrono::minutes kForStop{5};   // several times what all bounds of a stop add up to
constexpr std::chrono::seconds kForExit{10};  // from the end of its connection to its own
constexpr std::chrono::milliseconds kBetweenTries{50};

}  // namespace

std::optional<Predecessor> Predecessor::find(const std::filesystem::path& state_dir) {
  const auto path = HandOver::path_in(state_dir);
  const auto refused = [&](int error) {
    return StartFailure("cannot ask the readcountd that runs for its sockets (" + path +
                        "): " + std::system_category().message(error) +
                        "; stop it, and start without --take-over");
  };
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) throw refused(ENAMETOOLONG);
  path.copy(address.sun_path, path.size());
  journal::Fd connection(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!connection) throw refused(errno);
  // With its queue full, one that hangs would have us wait for ever.
  const timeval patience{kForSockets.count(), 0};
  setsockopt(connection.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
  const auto* to = reinterpret_cast<const sockaddr*>(&address);
  if (connect(connection.get(), to, sizeof(address)) != 0) {
    if (errno == ENOENT || errno == ECONNREFUSED) return std::nullopt;
    throw refused(errno == EAGAIN ? ETIMEDOUT : errno);
  }
  auto sockets = receive_sockets(connection.get(), kForSockets);
  return Predecessor(std::move(connection), std::move(sockets));
}

asio::awaitable<journal::StateDirLock> Predecessor::end(std::filesystem::path state_dir) {
  const char go = HandOver::kGo;
  bool gone = send(connection_.get(), &go, 1, MSG_NOSIGNAL) != 1;
  log_info("waiting for the readcountd that runs to stop");
  asio::steady_timer pause(co_await asio::this_coro::executor);
  auto deadline = steady_clock::now() + (gone ? steady_clock::duration(kForExit) : kForStop);
  auto lock = journal::StateDirLock::take(state_dir);
  while (!lock && steady_clock::now() < deadline) {
    if (!gone && is_gone()) {
      gone = true;
      deadline = steady_clock::now() + kForExit;
    }
    pause.expires_after(kBetweenTries);
    co_await pause.async_wait(as_result);
    lock = journal::StateDirLock::take(state_dir);
  }
  if (!lock) {
    throw StartFailure(std::string("the readcountd that runs ") +
                       (gone ? "waits for this one no more, and goes on: start it again"
                             : "was told to stop and does not end: stop it, then start this one") +
                       " (" + lock.error().text + ')');
  }
  co_return std::move(*lock);
}

/// It keeps the connection open to its end, unless it has given up before it heard us.
bool Predecessor::is_gone() const {
  char byte = 0;
  const auto got = recv(connection_.get(), &byte, 1, MSG_DONTWAIT);
  return got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
}

}  // namespace readcount::run
