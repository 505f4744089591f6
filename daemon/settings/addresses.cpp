#include "settings/addresses.hpp"

#include "settings/values.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace readcount::settings {
namespace {

using Bytes = std::array<unsigned char, 16>;

bool is_address(int family, const std::string& text, Bytes* bytes = nullptr) {
  Bytes scratch{};
  return inet_pton(family, text.c_str(), bytes != nullptr ? bytes : &scratch) == 1;
}

bool is_label(std::string_view label) {
  constexpr std::size_t kLongestLabel = 63;
  if (label.empty() || label.size() > kLongestLabel) return false;
  if (label.front() == '-' || label.back() == '-') return false;
  return std::all_of(label.begin(), label.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

bool is_host(std::string_view text) {
  constexpr std::size_t kLongestHost = 253;
  if (text.size() > kLongestHost) return false;
  for (;;) {
    const auto dot = text.find('.');
    if (!is_label(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

/// Clears what stands after the first `prefix` bits; tells whether anything was set there.
bool clear_host_bits(Bytes& bytes, std::size_t size, std::uint64_t prefix) {
  bool any = false;
  for (std::uint64_t bit = prefix; bit < size * 8; ++bit) {
    const auto mask = static_cast<unsigned char>(0x80U >> (bit % 8));
    auto& byte = bytes[static_cast<std::size_t>(bit / 8)];
    any = any || (byte & mask) != 0;
    byte = static_cast<unsigned char>(byte & ~mask);
  }
  return any;
}

std::string text_of(int family, const Bytes& bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(family, bytes.data(), text.data(), text.size());
  return text.data();
}

}  // namespace

Parsed<ListenAddress> parse_listen(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    return Complaint{in_quotes(text) + " is not ADDRESS:PORT: write :8228 or 127.0.0.1:8228"};
  }
  const auto port = parse_number(text.substr(colon + 1), 0, 65535);
  if (!port) {
    return Complaint{in_quotes(text) + " has no port from 0 to 65535 after its last colon"};
  }
  ListenAddress address{std::string(text.substr(0, colon)), static_cast<std::uint16_t>(*port)};
  if (address.host == "localhost") address.host = "127.0.0.1";
  if (address.host.empty() || is_address(AF_INET, address.host)) return address;
  if (address.host.size() > 2 && address.host.front() == '[' && address.host.back() == ']') {
    address.host = address.host.substr(1, address.host.size() - 2);
    if (is_address(AF_INET6, address.host)) return address;
  } else if (is_address(AF_INET6, address.host)) {
    return Complaint{in_quotes(text) +
                     " is ambiguous: put the IPv6 address in brackets, as [::1]:" +
                     std::to_string(address.port)};
  }
  return Complaint{in_quotes(text) +
                   " names no address of this machine: write :" + std::to_string(address.port) +
                   " for all addresses, or one in digits, as "
                   "127.0.0.1:" +
                   std::to_string(address.port)};
}

Parsed<std::string> parse_host(std::string_view text) {
  std::string host(text);
  for (auto& c : host) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (host.starts_with("www.") && host.find('.', 4) != std::string::npos) host.erase(0, 4);
  if (is_host(host)) return accepted(host);
  const auto beyond_ascii = [](unsigned char c) { return c > 0x7f; };
  std::string remedy = "write it as in www.news.example, without port or path";
  if (host.find("://") != std::string::npos) {
    remedy = "leave out the scheme and the path";
  } else if (std::any_of(host.begin(), host.end(), beyond_ascii)) {
    remedy = "write its \"xn--\" form, which browsers send";
  }
  return Complaint{in_quotes(text) + " is not a host name: " + remedy};
}

Parsed<std::string> parse_network(std::string_view text) {
  const auto slash = text.find('/');
  const std::string address(text.substr(0, slash));
  const int family = address.find(':') == std::string::npos ? AF_INET : AF_INET6;
  const std::size_t size = family == AF_INET ? 4 : 16;
  Bytes bytes{};
  if (!is_address(family, address, &bytes)) {
    return Complaint{in_quotes(text) +
                     " is not a network: write it as 10.0.0.0/8, 192.0.2.1 or fd00::/8"};
  }
  if (slash == std::string_view::npos) {
    return accepted(text_of(family, bytes) + '/' + std::to_string(size * 8));
  }
  const auto prefix = parse_number(text.substr(slash + 1), 0, size * 8);
  if (!prefix) {
    return Complaint{in_quotes(text) + " has no prefix length from 0 to " +
                     std::to_string(size * 8) + " after its slash"};
  }
  const bool stray = clear_host_bits(bytes, size, *prefix);
  std::string network = text_of(family, bytes) + '/' + std::to_string(*prefix);
  if (stray) {
    return Complaint{in_quotes(text) + " names an address inside a network: write " + network +
                     " for the network, or " + address + " for the address alone"};
  }
  return accepted(network);
}

Parsed<std::string> parse_redis(std::string_view text) {
  const auto end = text.find("://");
  const auto scheme = text.substr(0, end);
  if (end == std::string_view::npos) {
    return Complaint{
        "this is no URL: write redis://[user:password@]host:port/db or "
        "unix:///path/to/socket"};
  }
  if (text.size() == end + 3) {
    return Complaint{in_quotes(text) + " names no server: write redis://host:6379 or unix:///path"};
  }
  if (scheme == "redis" || scheme == "unix") return accepted(std::string(text));
  if (scheme == "rediss" || scheme == "redis-cluster" || scheme == "redis-sentinel") {
    return Complaint{in_quotes(scheme) +
                     " is not supported by this version: use redis:// or unix://"};
  }
  return Complaint{in_quotes(scheme) + " is not a scheme known here: use redis:// or unix://"};
}

}  // namespace readcount::settings
