#include "ping/forwarded.hpp"

#include "base/number.hpp"

#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace readcount::ping {
namespace {

namespace ip = boost::asio::ip;

constexpr int kMaxHops = 32;
constexpr unsigned kMappedPrefix = 96;   // of ::ffff:0:0/96, where IPv4 lies in IPv6
constexpr std::size_t kMaxAddress = 45;  // the longest IPv6 with an IPv4 tail

ip::address unmapped(const ip::address& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return ip::make_address_v4(ip::v4_mapped, address.to_v6());
}

/// An address alone, without port, brackets or zone.
std::optional<ip::address> parse_address(std::string_view text) {
  if (text.size() > kMaxAddress || text.find('%') != std::string_view::npos) return std::nullopt;
  boost::system::error_code ec;
  const auto address = ip::make_address(text, ec);
  if (ec) return std::nullopt;
  return address;
}

/// One entry of X-Forwarded-For: "192.0.2.1", "192.0.2.1:567", "2001:db8::1", "[2001:db8::1]:80".
std::optional<ip::address> parse_entry(std::string_view entry) {
  constexpr std::string_view kBlank = " \t";
  const auto begin = std::min(entry.find_first_not_of(kBlank), entry.size());
  entry = entry.substr(begin, entry.find_last_not_of(kBlank) + 1 - begin);
  std::string_view port;
  if (entry.starts_with('[')) {
    const auto close = entry.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    port = entry.substr(close + 1);
    entry = entry.substr(1, close - 1);
  } else if (std::count(entry.begin(), entry.end(), ':') == 1) {
    port = entry.substr(entry.find(':'));
    entry = entry.substr(0, entry.find(':'));
  }
  if (!port.empty() && (port.front() != ':' || !whole_number<unsigned short>(port.substr(1)))) {
    return std::nullopt;
  }
  return parse_address(entry);
}

ip::address network_base(const ip::address& address, unsigned short prefix) {
  if (address.is_v4()) return ip::network_v4(address.to_v4(), prefix).network();
  return ip::network_v6(address.to_v6(), prefix).network();
}

}  // namespace

TrustedProxies::TrustedProxies(std::span<const std::string> networks) {
  for (const std::string_view text : networks) {
    const auto slash = std::min(text.find('/'), text.size());
    auto address = parse_address(text.substr(0, slash));
    const unsigned width = address && address->is_v4() ? 32 : 128;
    auto prefix = slash == text.size() ? std::optional(width)
                                       : whole_number<unsigned>(text.substr(slash + 1));
    if (!address || !prefix || *prefix > width) {
      throw std::invalid_argument("the trusted proxy \"" + std::string(text) +
                                  "\" is neither an address nor a network as 10.0.0.0/8");
    }
    const auto plain = unmapped(*address);
    if (plain != *address && *prefix >= kMappedPrefix) {
      address = plain;
      *prefix -= kMappedPrefix;
    }
    const auto bits = static_cast<unsigned short>(*prefix);
    networks_.push_back({network_base(*address, bits), bits});
  }
}

bool TrustedProxies::contains(const ip::address& address) const noexcept {
  const auto plain = unmapped(address);
  return std::any_of(networks_.begin(), networks_.end(), [&plain](const Network& network) {
    return plain.is_v4() == network.base.is_v4() &&
           network_base(plain, network.prefix) == network.base;
  });
}

ip::address reader_address(const ip::address& peer, std::string_view x_forwarded_for,
                           const TrustedProxies& proxies) {
  auto reader = unmapped(peer);
  for (int hop = 0; hop < kMaxHops && proxies.contains(reader); ++hop) {
    const auto comma = x_forwarded_for.rfind(',');
    const auto begin = comma == std::string_view::npos ? 0 : comma + 1;
    const auto entry = parse_entry(x_forwarded_for.substr(begin));
    if (!entry) break;
    reader = unmapped(*entry);
    if (begin == 0) break;
    x_forwarded_for = x_forwarded_for.substr(0, comma);
  }
  return reader;
}

}  // namespace readcount::ping
