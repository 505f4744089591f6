#include "http/bind.hpp"

#include <boost/asio/detail/socket_option.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

namespace readcount::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
namespace errc = boost::system::errc;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

std::vector<tcp::endpoint> endpoints_of(asio::io_context& context, const std::string& host,
                                        std::uint16_t port, error_code& error) {
  if (host.empty()) return {tcp::endpoint(tcp::v6(), port), tcp::endpoint(tcp::v4(), port)};
  const auto found =
      tcp::resolver(context).resolve(host, std::to_string(port), tcp::resolver::passive, error);
  std::vector<tcp::endpoint> endpoints(found.begin(), found.end());
  std::stable_partition(endpoints.begin(), endpoints.end(), [](const tcp::endpoint& endpoint) {
    return endpoint.protocol() == tcp::v4();
  });
  return endpoints;
}

void bind(tcp::acceptor& acceptor, const tcp::endpoint& endpoint, bool reuse_port,
          error_code& error) {
  acceptor.open(endpoint.protocol(), error);
  // Connections of the last run that linger in TIME_WAIT must not keep the port.
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error && reuse_port) acceptor.set_option(ReusePort(true), error);
  if (!error && endpoint.address().is_v6() && endpoint.address().is_unspecified()) {
    acceptor.set_option(asio::ip::v6_only(false), error);
  }
  if (!error) acceptor.bind(endpoint, error);
}

tcp::acceptor listen(asio::io_context& context, const tcp::endpoint& endpoint, PortUse use,
                     error_code& error) {
  if (use == PortUse::first_of_many) {
    // With SO_REUSEPORT the port would be shared with any program of the same user that has set it
    // too, and half of the connections be lost to it. Without, the kernel says no.
    tcp::acceptor probe(context);
    bind(probe, endpoint, false, error);
    if (!error) probe.listen(1, error);
    if (error) return tcp::acceptor(context);
  }
  tcp::acceptor acceptor(context);
  bind(acceptor, endpoint, use != PortUse::alone, error);
  if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
  return acceptor;
}

std::string advice(const std::string& host, std::uint16_t port, const error_code& error) {
  const std::string where =
      (host.empty() ? "all addresses" : host) + ", port " + std::to_string(port) + ": ";
  const std::string number = std::to_string(port);
  if (error == errc::address_in_use) {
    return "port " + number + " is in use: stop the other program (ss -ltnp 'sport = :" + number +
           "' names it), or choose another with --listen";
  }
  if (error == errc::permission_denied) {
    return "port " + number +
           " needs a privilege: choose one from 1024 on with --listen, or grant "
           "CAP_NET_BIND_SERVICE";
  }
  if (error == errc::address_not_available) {
    const bool is_v6 = host.find(':') != std::string::npos;
    return host + " is no address of this machine" +
           (is_v6 ? ", or IPv6 is switched off here (net.ipv6.conf.all.disable_ipv6)" : "") +
           ": choose one of `ip address` with --listen";
  }
  if (error == errc::address_family_not_supported) {
    return host +
           " needs IPv6, which this system has not or keeps from this program (ipv6.disable, "
           "RestrictAddressFamilies): choose an address of IPv4 with --listen";
  }
  if (error.category() == asio::error::get_netdb_category() ||
      error.category() == asio::error::get_addrinfo_category()) {
    return host + " cannot be looked up (" + error.message() +
           "): choose a name or an address of this machine with --listen";
  }
  return "cannot listen on " + where + error.message();
}

}  // namespace

void throw_exception_from_error(const BindFailure& failure, const boost::source_location&) {
  throw std::runtime_error(failure.text);
}

boost::system::result<tcp::acceptor, BindFailure> open_acceptor(asio::io_context& context,
                                                                const std::string& host,
                                                                std::uint16_t port, PortUse use) {
  error_code error;
  const auto endpoints = endpoints_of(context, host, port, error);
  for (const auto& endpoint : endpoints) {
    error_code failed;
    tcp::acceptor acceptor = listen(context, endpoint, use, failed);
    if (!failed) return acceptor;
    error = failed;
    // No IPv6 on this machine is no fault; a port that somebody else has is one, also where the
    // next address would still be free.
    const bool absent =
        failed == errc::address_family_not_supported || failed == errc::address_not_available;
    if (!absent) break;
  }
  return BindFailure{advice(host, port, error)};
}

}  // namespace readcount::http
