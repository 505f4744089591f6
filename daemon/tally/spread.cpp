#include "tally/spread.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace readcount::tally {
namespace {

/// Where each bucket ends, in whole seconds: the least one that belongs to the next.
const std::array<std::uint32_t, kBuckets>& ends() {
  static const auto kEnds = [] {
    std::array<std::uint32_t, kBuckets> made{};
    for (unsigned b = 0; b < kBuckets; ++b) {
      made[b] = static_cast<std::uint32_t>(std::ceil(std::pow(kSpreadRatio, b + 1)));
    }
    return made;
  }();
  return kEnds;
}

}  // namespace

unsigned bucket_of(std::uint32_t seconds) noexcept {
  const auto* const end = std::upper_bound(ends().begin(), ends().end() - 1, seconds);
  return static_cast<unsigned>(end - ends().begin());
}

double seconds_of(unsigned bucket) noexcept { return std::pow(kSpreadRatio, bucket + 0.5); }

}  // namespace readcount::tally
