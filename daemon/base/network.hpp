#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstdint>

namespace readcount {

/// What one subscriber has, as a number: an IPv4 address, which may be mapped into IPv6, or the /64
/// of an IPv6 address. No two of them share one.
inline std::uint64_t network_of(const boost::asio::ip::address& address) {
  namespace ip = boost::asio::ip;
  // Never given out as the upper half of an IPv6 address: 0:ffff::/32.
  constexpr std::uint64_t kIpv4 = std::uint64_t{0xffff} << 32U;
  if (address.is_v4()) return kIpv4 | address.to_v4().to_uint();
  const auto v6 = address.to_v6();
  if (v6.is_v4_mapped()) return kIpv4 | ip::make_address_v4(ip::v4_mapped, v6).to_uint();
  std::uint64_t network = 0;
  const auto bytes = v6.to_bytes();
  for (std::size_t i = 0; i < 8; ++i) network = network << 8U | bytes[i];
  return network;
}

}  // namespace readcount
