#pragma once

#include "run/service_environment.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <optional>
#include <vector>

namespace readcount::run {

/// Which of the descriptors that others opened for us, a service manager or the readcountd whose
/// place this one takes, is which listener.
struct HandedSockets {
  std::vector<int> publicly;  ///< connections come to each of them
  std::optional<int> admin;
};

/// Reads LISTEN_FDS and its companions: by the names `public` and `admin`, or, where none of the
/// sockets has such a name, the first is the public one and the second the admin one. Nothing where
/// LISTEN_PID names another process. Pure. Throws StartFailure.
HandedSockets assign_roles(const ServiceEnvironment& environment, int pid);

/// An acceptor on a duplicate of the descriptor: every thread has its own, all take connections off
/// one queue, and what waits in it is kept by the service manager while no daemon runs.
/// Throws StartFailure unless it is a listening TCP socket.
boost::asio::ip::tcp::acceptor accept_on(boost::asio::io_context& context, int descriptor);

}  // namespace readcount::run
