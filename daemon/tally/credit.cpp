#include "tally/credit.hpp"

#include <algorithm>
#include <utility>

namespace readcount::tally {

Credit::Credit(std::size_t max_readers) : max_readers_(max_readers) {}

std::uint32_t Credit::allow(ping::ReaderKey reader, std::uint32_t seconds, Time now) {
  turn_over(now);
  const auto from = spent(reader, now);
  const auto credit =
      std::min(std::chrono::floor<std::chrono::seconds>(now - from), std::chrono::seconds{seconds});
  current_.insert_or_assign(reader, from + credit);
  return static_cast<std::uint32_t>(credit.count());
}

void Credit::turn_over(Time now) {
  const auto age = now - started_;
  const bool full = current_.size() >= max_readers_;
  // A little in the past is a ping that another overtook; further back, the clock was set.
  const bool due = age < -kMost || age >= kMost;
  if (!full && !due) return;
  if (!due) ++closed_early_;
  previous_ = std::exchange(current_, Generation{});
  started_ = now;
}

Time Credit::spent(ping::ReaderKey reader, Time now) const {
  auto it = current_.find(reader);
  if (it == current_.end()) {
    it = previous_.find(reader);
    if (it == previous_.end()) return now - kMost;
  }
  // In the future: the clock was set back.
  return std::clamp<Time>(it->second, now - kMost, now);
}

}  // namespace readcount::tally
