#include "run/listeners.hpp"

#include "http/bind.hpp"
#include "run/failure.hpp"

#include <unistd.h>

#include <algorithm>
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

}  // namespace

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
