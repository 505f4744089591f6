#include "pipeline/quantiles.hpp"

#include "tally/spread.hpp"

#include <algorithm>
#include <cmath>

namespace readcount::pipeline {

Quantiles quantiles_of(const std::map<unsigned, std::uint64_t>& spread, std::uint64_t views) {
  constexpr std::array kParts{0.25, 0.50, 0.75, 0.90};
  std::uint64_t engaged = 0;
  for (const auto& [bucket, count] : spread) engaged += count;
  // A view's seconds may be in the store before the view itself is, by another daemon.
  const auto all = std::max(views, engaged);
  Quantiles quantiles{};
  for (std::size_t i = 0; i < kParts.size(); ++i) {
    const auto rank = static_cast<std::uint64_t>(std::ceil(kParts[i] * static_cast<double>(all)));
    auto below = all - engaged;
    for (auto at = spread.begin(); at != spread.end() && below < rank; ++at) {
      below += at->second;
      quantiles[i] = tally::seconds_of(at->first);
    }
  }
  return quantiles;
}

}  // namespace readcount::pipeline
