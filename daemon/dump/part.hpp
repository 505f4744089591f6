#pragma once

#include "base/problem.hpp"
#include "dump/line.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace readcount::dump {

/// The largest part of a file that is taken at a time, in bytes.
inline constexpr std::size_t kMaxPart = std::size_t{1} << 20U;

struct NumberedLine {
  std::uint64_t number = 0;  ///< in its file, from 1
  Line line;
};

/// Whole lines of a file, one after the other.
struct Part {
  std::string id;                   ///< the file's
  std::uint64_t first = 1;          ///< the number of its first line
  std::uint64_t last = 0;           ///< and of its last one
  std::vector<NumberedLine> lines;  ///< without the header and the end
};

/// Reads a part whose first line has the number `first`. `id` is the file's, or empty where the
/// part has the header. One line that is none refuses all of it; the refusal names the line.
Checked<Part> read_part(std::string_view text, std::uint64_t first, std::string id);

}  // namespace readcount::dump
