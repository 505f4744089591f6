#pragma once

#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <cstddef>
#include <functional>

namespace readcount::http {

/// What a server and its connections are bounded by. Time-outs are noticed up to a tenth late.
struct Limits {
  std::size_t header_bytes = 65536;  ///< request line and fields; more is 431
  std::size_t target_bytes = 32768;  ///< more is 414
  std::size_t headers = 100;         ///< fields, of the header or of a trailer; more is 431
  std::size_t connections = 10000;   ///< of this server; beyond it idle ones are closed
  std::size_t of_address = 1000;     ///< of them, from one address, or one /64 of IPv6; the same

  /// Whether an address stands for many, as a proxy's does, and `of_address` is not for it.
  /// Constant or thread-safe; none: no address does.
  std::function<bool(const boost::asio::ip::address&)> stands_for_many;

  /// From the first byte of a request to the end of its header; then 408. A hard bound: a byte now
  /// and then does not extend it. As long may TLS take to begin; then closed.
  std::chrono::milliseconds header_timeout{10'000};
  std::chrono::milliseconds body_timeout{10'000};   ///< for the whole body; then 408
  std::chrono::milliseconds write_timeout{10'000};  ///< with no byte of an answer taken; then cut
  std::chrono::milliseconds idle_timeout{75'000};   ///< between two requests; then closed silently
};

}  // namespace readcount::http
