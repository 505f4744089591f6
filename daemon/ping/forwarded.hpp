#pragma once

#include <boost/asio/ip/address.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace readcount::ping {

/// The networks whose word about a reader's address is taken. An IPv4 address and its IPv6-mapped
/// form (::ffff:192.0.2.1) are the same here. Immutable; any thread.
class TrustedProxies {
 public:
  /// `networks` are CIDR ("10.0.0.0/8", "2001:db8::/32") or single addresses; bits beyond the
  /// prefix do not matter. Throws std::invalid_argument naming the one that is neither.
  explicit TrustedProxies(std::span<const std::string> networks);

  bool contains(const boost::asio::ip::address& address) const noexcept;

 private:
  struct Network {
    boost::asio::ip::address base;
    unsigned short prefix;
  };

  std::vector<Network> networks_;
};

/// Whose request this is. The peer's, unless the peer is a trusted proxy: then X-Forwarded-For (the
/// values of all its lines, joined by ',' in their order; empty where absent) is walked from the
/// right to the first address that is not a trusted proxy itself. Where every address is trusted,
/// the leftmost; an entry that is no address ends the walk, and the one to its right is taken.
/// Entries may carry a port. At most 32 are looked at. IPv6-mapped IPv4 comes out as IPv4.
boost::asio::ip::address reader_address(const boost::asio::ip::address& peer,
                                        std::string_view x_forwarded_for,
                                        const TrustedProxies& proxies);

}  // namespace readcount::ping
