#pragma once

#include "run/handed_sockets.hpp"
#include "settings/settings.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <optional>
#include <vector>

namespace readcount::run {

/// What the daemon listens on: the public port with an acceptor for every thread, and the admin
/// port. A socket that was handed over stands in place of the one that the settings name.
struct Listeners {
  std::vector<boost::asio::ip::tcp::acceptor> publicly;  ///< one for each context
  std::optional<boost::asio::ip::tcp::acceptor> admin;   ///< on the first context
};

/// Takes what was handed over, opens the rest. Closes the descriptors that were handed over: the
/// acceptors have their own. Throws StartFailure.
Listeners open_listeners(const std::vector<boost::asio::io_context*>& contexts,
                         const settings::Settings& settings, const HandedSockets& handed);

}  // namespace readcount::run
