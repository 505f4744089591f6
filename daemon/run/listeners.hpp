#pragma once

#include "run/handed_sockets.hpp"
#include "settings/settings.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <optional>
#include <vector>

namespace readcount::run {

/// What the daemon listens on: the public port with an acceptor or more for every thread, and the
/// admin port. Sockets that were handed over stand in place of those that the settings name.
struct Listeners {
  std::vector<boost::asio::ip::tcp::acceptor> publicly;  ///< dealt out to the contexts in turn
  std::optional<boost::asio::ip::tcp::acceptor> admin;   ///< on the first context
};

/// Takes what was handed over, opens the rest. Closes the descriptors that were handed over: the
/// acceptors have their own. Throws StartFailure.
Listeners open_listeners(const std::vector<boost::asio::io_context*>& contexts,
                         const settings::Settings& settings, const HandedSockets& handed);

/// Warns of listeners that are elsewhere than the settings say. For those that another readcountd
/// had: it may have been started with other settings.
void warn_of_other_addresses(const Listeners& listeners, const settings::Settings& settings);

}  // namespace readcount::run
