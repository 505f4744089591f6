#pragma once

#include <chrono>
#include <cstddef>

namespace readcount::http {

/// What a server and its connections are bounded by. Time-outs are noticed up to a tenth late.
struct Limits {
  std::size_t header_bytes = 65536;  ///< request line and fields; more is 431
  std::size_t target_bytes = 32768;  ///< more is 414
  std::size_t headers = 100;         ///< fields, of the header or of a trailer; more is 431
  std::size_t connections = 10000;   ///< of this server; beyond it idle ones are closed

  /// From the first byte of a request to the end of its header; then 408. A hard bound: a byte now
  /// and then does not extend it.
  std::chrono::milliseconds header_timeout{10'000};
  std::chrono::milliseconds body_timeout{10'000};   ///< for the whole body; then 408
  std::chrono::milliseconds write_timeout{10'000};  ///< with no byte of an answer taken; then cut
  std::chrono::milliseconds idle_timeout{75'000};   ///< between two requests; then closed silently
};

}  // namespace readcount::http
