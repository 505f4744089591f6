#include "run/handed_sockets.hpp"

#include "base/number.hpp"
#include "run/failure.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace readcount::run {
namespace {

constexpr int kFirst = 3;  // SD_LISTEN_FDS_START
constexpr int kMost = 2;

int count_of(const std::string& text) {
  const auto count = whole_number<int>(text);
  if (!count || *count < 0) {
    throw StartFailure(
        "LISTEN_FDS is \"" + text +
        "\" and should be the number of sockets handed over: start readcountd by its "
        "socket unit, or unset LISTEN_FDS");
  }
  return *count;
}

std::vector<std::string> names_of(const std::string& text) {
  std::vector<std::string> names;
  std::istringstream words(text);
  for (std::string name; std::getline(words, name, ':');) names.push_back(name);
  return names;
}

bool is_role(std::string_view name) { return name == "public" || name == "admin"; }

HandedSockets by_name(const std::vector<std::string>& names) {
  HandedSockets sockets;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!is_role(names[i])) {
      throw StartFailure("a socket named \"" + names[i] +
                         "\" was handed over: FileDescriptorName= is to be public or admin");
    }
    const int descriptor = kFirst + static_cast<int>(i);
    const bool is_public = names[i] == "public";
    if (is_public ? !sockets.publicly.empty() : sockets.admin.has_value()) {
      throw StartFailure("two sockets named " + names[i] +
                         " were handed over: give each of public and admin one ListenStream=");
    }
    if (is_public) {
      sockets.publicly.push_back(descriptor);
    } else {
      sockets.admin = descriptor;
    }
  }
  return sockets;
}

int option_of(int descriptor, int option) {
  int value = -1;
  socklen_t size = sizeof(value);
  if (getsockopt(descriptor, SOL_SOCKET, option, &value, &size) == 0) return value;
  throw StartFailure("descriptor " + std::to_string(descriptor) + " (LISTEN_FDS) is no socket (" +
                     std::system_category().message(errno) +
                     "): start readcountd by its socket unit, or unset LISTEN_FDS");
}

}  // namespace

HandedSockets assign_roles(const ServiceEnvironment& environment, int pid) {
  if (!environment.listen_fds) return {};
  // Variables that were meant for a parent, as in a shell of the service.
  if (environment.listen_pid != std::to_string(pid)) return {};
  const int count = count_of(*environment.listen_fds);
  if (count > kMost) {
    throw StartFailure(std::to_string(count) +
                       " sockets were handed over, and readcountd has two listeners, public and "
                       "admin: one ListenStream= each");
  }
  auto names = names_of(environment.listen_fdnames.value_or(""));
  names.resize(static_cast<std::size_t>(count));
  for (const auto& name : names) {
    if (is_role(name)) return by_name(names);
  }
  HandedSockets sockets;
  if (count > 0) sockets.publicly.push_back(kFirst);
  if (count > 1) sockets.admin = kFirst + 1;
  return sockets;
}

boost::asio::ip::tcp::acceptor accept_on(boost::asio::io_context& context, int descriptor) {
  const auto unfit = [&](const std::string& why) {
    return StartFailure("descriptor " + std::to_string(descriptor) + " (LISTEN_FDS) " + why +
                        ": the socket unit needs ListenStream= with an address and a port");
  };
  const int domain = option_of(descriptor, SO_DOMAIN);
  if (domain != AF_INET && domain != AF_INET6) throw unfit("is no socket of IPv4 or IPv6");
  if (option_of(descriptor, SO_TYPE) != SOCK_STREAM) throw unfit("is no TCP socket");
  if (option_of(descriptor, SO_ACCEPTCONN) == 0) {
    throw unfit("does not listen (Accept=yes would hand over connections)");
  }
  const int own = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
  if (own < 0) throw unfit("cannot be duplicated, " + std::system_category().message(errno));
  using boost::asio::ip::tcp;
  return tcp::acceptor(context, domain == AF_INET6 ? tcp::v6() : tcp::v4(), own);
}

}  // namespace readcount::run
