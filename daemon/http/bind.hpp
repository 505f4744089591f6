#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/result.hpp>

#include <cstdint>
#include <string>

namespace readcount::http {

/// Why a listening socket cannot be had: one line that says what to do.
struct BindFailure {
  std::string text;
};

/// Lets result::value() compile; our code asks has_value() first and never gets here.
[[noreturn]] void throw_exception_from_error(const BindFailure& failure,
                                             const boost::source_location& where);

/// Who else of ours listens on the port.
enum class PortUse {
  alone,          ///< nobody
  first_of_many,  ///< others will (SO_REUSEPORT); whoever is there already is a stranger
  one_more,       ///< others do
};

/// Opens a listening socket. `host` is an address, a name (its first address; IPv4 before IPv6), or
/// empty for all addresses (IPv6 and IPv4 in one socket; IPv4 alone where there is no IPv6). Port 0
/// lets the kernel choose. Looks names up, so it may block: for the start.
boost::system::result<boost::asio::ip::tcp::acceptor, BindFailure> open_acceptor(
    boost::asio::io_context& context, const std::string& host, std::uint16_t port, PortUse use);

}  // namespace readcount::http
