#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace readcount::cli {

/// `values` as a line of blocks, ▁ for 0 (or less) alone to █ for the most, a space where there is
/// none. At most `width` columns: where that is too narrow, neighbours share a block, which shows
/// the highest of them. Pure.
std::string sparkline(const std::vector<std::optional<double>>& values, std::size_t width);

}  // namespace readcount::cli
