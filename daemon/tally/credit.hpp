#pragma once

#include "base/clock.hpp"
#include "ping/ping.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace readcount::tally {

/// How many engaged seconds a reader is believed for page views that this daemon has not seen
/// begin: after a restart, or because another daemon took the view. Nothing else bounds what is
/// said of them.
///
/// Nobody reads for longer than time passes: each reader may spend the last 120 s, each of them
/// once. So over any time t at most t + 120 s are counted, however many views he makes up. After
/// 120 s without a credit he stands where a stranger stands, so two generations of a hash table
/// hold all there is to know, and the older one is dropped whole.
///
/// Bounded: at `max_readers` a generation is closed early, and those forgotten may spend up to
/// 120 s anew. A clock that is set back costs each reader at most one credit. Not thread-safe.
class Credit {
 public:
  static constexpr std::chrono::seconds kMost{120};

  explicit Credit(std::size_t max_readers);

  /// Of so many engaged seconds, how many count. They are spent.
  std::uint32_t allow(ping::ReaderKey reader, std::uint32_t seconds, Time now);

  std::size_t size() const noexcept { return current_.size() + previous_.size(); }

  /// How often a generation was closed early, at the bound.
  std::uint64_t closed_early() const noexcept { return closed_early_; }

 private:
  /// Reader → the moment up to which his time is spent.
  using Generation = boost::unordered_flat_map<ping::ReaderKey, Time>;

  void turn_over(Time now);
  Time spent(ping::ReaderKey reader, Time now) const;

  std::size_t max_readers_;
  Time started_{};  ///< of the current generation
  Generation current_;
  Generation previous_;
  std::uint64_t closed_early_ = 0;
};

}  // namespace readcount::tally
