#include "run/listeners.hpp"

#include "base/log.hpp"
#include "http/bind.hpp"
#include "run/failure.hpp"

#include <unistd.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <utility>

namespace readcount::run {
namespace {

using boost::asio::io_context;
using boost::asio::ip::tcp;

tcp::acceptor opened(io_context& context, const settings::ListenAddress& address,
                     http::PortUse use) {
  auto acceptor = http::open_acceptor(context, address.host, address.port, use);
  if (!acceptor) throw StartFailure(acceptor.error().text);
  return std::move(*acceptor);
}

std::vector<tcp::acceptor> open_publicly(const std::vector<io_context*>& contexts,
                                         settings::ListenAddress address) {
  std::vector<tcp::acceptor> acceptors;
  auto use = contexts.size() > 1 ? http::PortUse::first_of_many : http::PortUse::alone;
  for (auto* context : contexts) {
    acceptors.push_back(opened(*context, address, use));
    address.port = acceptors.front().local_endpoint().port();
    use = http::PortUse::one_more;
  }
  return acceptors;
}

/// A name is not looked up: it may lead to many addresses.
bool may_be(const tcp::endpoint& endpoint, const settings::ListenAddress& address) {
  if (address.port != 0 && address.port != endpoint.port()) return false;
  if (address.host.empty()) return endpoint.address().is_unspecified();
  boost::system::error_code is_name;
  const auto host = boost::asio::ip::make_address(address.host, is_name);
  return is_name || host == endpoint.address();
}

void warn_unless_at(const tcp::acceptor& acceptor, const settings::ListenAddress& address,
                    const std::string& setting) {
  const auto endpoint = acceptor.local_endpoint();
  if (may_be(endpoint, address)) return;
  std::ostringstream is;
  is << endpoint;
  log_warning("listening on " + is.str() + ", which was taken over, and not on " + address.host +
              ':' + std::to_string(address.port) + ", as " + setting +
              " says: to change it, stop readcountd and start it without --take-over");
}

}  // namespace

void warn_of_other_addresses(const Listeners& listeners, const settings::Settings& settings) {
  warn_unless_at(listeners.publicly.front(), settings.listen, "--listen");
  warn_unless_at(*listeners.admin, settings.admin_listen, "--admin-listen");
}

Listeners open_listeners(const std::vector<io_context*>& contexts,
                         const settings::Settings& settings, const HandedSockets& handed) {
  Listeners listeners;
  auto& first = *contexts.front();
  const auto& publicly = handed.publicly;
  if (!publicly.empty()) {
    // Each thread gets one, each socket a thread.
    const auto count = std::max(contexts.size(), publicly.size());
    for (std::size_t i = 0; i < count; ++i) {
      auto& context = *contexts[i % contexts.size()];
      listeners.publicly.push_back(accept_on(context, publicly[i % publicly.size()]));
    }
  }
  if (handed.admin) listeners.admin.emplace(accept_on(first, *handed.admin));
  // Only now that both were found to be sockets: else they may be descriptors of our own.
  for (const int descriptor : publicly) close(descriptor);
  if (handed.admin) close(*handed.admin);

  if (publicly.empty()) listeners.publicly = open_publicly(contexts, settings.listen);
  if (!handed.admin) {
    listeners.admin.emplace(opened(first, settings.admin_listen, http::PortUse::alone));
  }
  return listeners;
}

}  // namespace readcount::run
