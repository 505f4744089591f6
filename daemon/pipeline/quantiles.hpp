#pragma once

#include <array>
#include <cstdint>
#include <map>

namespace readcount::pipeline {

/// p25, p50, p75 and p90.
using Quantiles = std::array<double, 4>;

/// The quantiles of the engaged time of so many views, in seconds, by nearest rank: `spread` holds
/// views by bucket (tally/spread.hpp), the others were engaged for 0 s. Off by at most 7.3 %.
Quantiles quantiles_of(const std::map<unsigned, std::uint64_t>& spread, std::uint64_t views);

}  // namespace readcount::pipeline
