#include "cli/sparkline.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace readcount::cli {
namespace {

constexpr std::array kBlocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

}  // namespace

std::string sparkline(const std::vector<std::optional<double>>& values, std::size_t width) {
  const auto count = std::min(values.size(), width);
  std::optional<double> most;
  for (const auto& value : values) most = std::max(most, value);
  std::string line;
  for (std::size_t i = 0; i < count; ++i) {
    // Shares differ by one value at most; count <= size keeps every one non-empty.
    const auto from = i * values.size() / count;
    const auto to = (i + 1) * values.size() / count;
    std::optional<double> highest;
    for (auto j = from; j < to; ++j) highest = std::max(highest, values[j]);
    if (!highest) {
      line += ' ';
      continue;
    }
    const auto share = *most > 0 ? std::max(*highest / *most, 0.0) : 0.0;
    line += kBlocks.at(static_cast<std::size_t>(std::ceil(share * (kBlocks.size() - 1))));
  }
  return line;
}

}  // namespace readcount::cli
