#include "run/take_over.hpp"

#include "run/failure.hpp"
#include "run/hand_over.hpp"
#include "run/socket_passing.hpp"

#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <chrono>
#include <string>
#include <system_error>
#include <utility>

namespace readcount::run {
namespace {

constexpr std::chrono::seconds kForSockets{10};

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
  const auto* to = reinterpret_cast<const sockaddr*>(&address);
  if (connect(connection.get(), to, sizeof(address)) != 0) {
    if (errno == ENOENT || errno == ECONNREFUSED) return std::nullopt;
    throw refused(errno);
  }
  auto sockets = receive_sockets(connection.get(), kForSockets);
  return Predecessor(std::move(connection), std::move(sockets));
}

void Predecessor::end() {
  const char go = HandOver::kGo;
  // If it is gone by now, the state directory is free as well.
  send(connection_.get(), &go, 1, MSG_NOSIGNAL);
}

}  // namespace readcount::run
