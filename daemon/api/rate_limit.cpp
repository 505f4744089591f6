#include "api/rate_limit.hpp"

#include "base/network.hpp"

#include <algorithm>
#include <utility>

namespace readcount::api {
namespace {

constexpr std::chrono::minutes kBucket{1};

}  // namespace

std::optional<std::chrono::seconds> RateLimit::refuse(const boost::asio::ip::address& address,
                                                      std::uint64_t a_minute,
                                                      Clock::time_point now) {
  if (a_minute == 0) return std::nullopt;
  const auto network = network_of(address);
  const auto cost = Clock::duration(kBucket) / a_minute;
  const std::lock_guard lock(mutex_);
  turn_over(now);
  const auto spent = spent_by(network, now) + cost;
  if (spent > now) return std::chrono::ceil<std::chrono::seconds>(spent - now);
  current_.insert_or_assign(network, spent);
  return std::nullopt;
}

void RateLimit::turn_over(Clock::time_point now) {
  const bool is_full = current_.size() >= most_addresses_;
  if (!is_full && now - started_ < kBucket) return;
  if (is_full && now - started_ < kBucket) metrics::count(full_);
  previous_ = std::exchange(current_, Generation{});
  started_ = now;
}

RateLimit::Clock::time_point RateLimit::spent_by(std::uint64_t network,
                                                 Clock::time_point now) const {
  auto it = current_.find(network);
  if (it == current_.end()) {
    it = previous_.find(network);
    if (it == previous_.end()) return now - kBucket;
  }
  return std::max<Clock::time_point>(it->second, now - kBucket);
}

}  // namespace readcount::api
