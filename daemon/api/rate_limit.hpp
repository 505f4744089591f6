#pragma once

#include "metrics/metrics.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>

namespace readcount::api {

/// How many pings a minute come from one address (of IPv6: from one /64), of all workers together.
///
/// Each has a bucket that holds a minute's pings and fills steadily. A bucket is known by the
/// moment up to which its time is spent, whatever a ping costs, and one that was not used for a
/// minute is full, as a stranger's is: two generations of a hash table hold all there is to know,
/// and the older one is dropped whole.
///
/// Bounded: at `most_addresses` a generation is closed early, and those forgotten begin with a full
/// bucket. So a flood from very many addresses is let through, rather than readers refused, and
/// counted in `full`. Any thread.
class RateLimit {
 public:
  using Clock = std::chrono::steady_clock;

  static constexpr std::size_t kMostAddresses = 100'000;

  explicit RateLimit(prometheus::Counter& full, std::size_t most_addresses = kMostAddresses)
      : most_addresses_(most_addresses), full_(full) {}
  RateLimit(const RateLimit&) = delete;
  RateLimit& operator=(const RateLimit&) = delete;

  /// Takes a ping out of the bucket of an address that may send so many a minute (0: any number).
  /// In how many seconds there is one again, if there is none.
  std::optional<std::chrono::seconds> refuse(const boost::asio::ip::address& address,
                                             std::uint64_t a_minute, Clock::time_point now);

 private:
  /// Network → the moment up to which its time is spent.
  using Generation = boost::unordered_flat_map<std::uint64_t, Clock::time_point>;

  void turn_over(Clock::time_point now);
  Clock::time_point spent_by(std::uint64_t network, Clock::time_point now) const;

  const std::size_t most_addresses_;
  prometheus::Counter& full_;
  std::mutex mutex_;             // guards what follows
  Clock::time_point started_{};  // of the current generation
  Generation current_;
  Generation previous_;
};

}  // namespace readcount::api
