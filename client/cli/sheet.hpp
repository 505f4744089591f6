#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

// What a command shows, and the three ways to show it. Pure. Whatever the server sent is made
// harmless to a terminal here, in all three.

namespace readcount::cli {

struct Cell {
  enum class Kind : std::uint8_t { text, number, missing };
  Kind kind = Kind::missing;
  std::string text;  ///< digits, maybe with a point, if a number
};

/// Rows under named columns; every row has one cell a column.
struct Sheet {
  std::vector<std::string> columns;
  std::vector<std::vector<Cell>> rows;
  std::size_t long_columns = 1;  ///< so many, from the first, may be cut for a narrow terminal
};

inline constexpr std::size_t kAnyWidth = std::numeric_limits<std::size_t>::max();

/// Aligned columns under a header, at most `width` columns wide where that is possible; numbers
/// with thousands separators and at most one decimal, to the right; "-" for what is missing.
std::string as_table(const Sheet& sheet, std::size_t width);

/// RFC 4180, but for its line ends, which are "\n": a header line, quotes where needed, nothing for
/// what is missing.
std::string as_csv(const Sheet& sheet);

/// Every cell on a line of its own, "-" for what is missing.
std::string as_plain(const Sheet& sheet);

}  // namespace readcount::cli
