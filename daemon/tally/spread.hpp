#pragma once

#include <cstdint>

namespace readcount::tally {

/// The buckets by which the engaged time of views is kept, so that quantiles can be told without
/// keeping each view. Bucket b holds the times from kRatio^b up to kRatio^(b+1) seconds, the last
/// one all that are longer; the bounds are fixed for ever, stores are laid out by them.
inline constexpr unsigned kBuckets = 64;
inline constexpr double kSpreadRatio = 1.15;

/// The bucket of a time of at least one second. All of them together reach 7 667 s.
unsigned bucket_of(std::uint32_t seconds) noexcept;

/// The time that stands for a bucket: its geometric middle, off by at most 7.3 %.
double seconds_of(unsigned bucket) noexcept;

}  // namespace readcount::tally
