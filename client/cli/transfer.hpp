#pragma once

#include "cli/outcome.hpp"

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

// Exports as files: whether one is whole, and its parts for an import. Pure but for the stream.

namespace readcount::cli {

/// Follows a file of an export, in pieces cut anywhere.
class FileCheck {
 public:
  void feed(std::string_view bytes);

  std::uint64_t lines() const noexcept { return lines_; }
  const std::string& last_line() const noexcept { return last_; }

  /// Whether the last line is the end, and says its own number.
  bool is_whole() const;

 private:
  std::uint64_t lines_ = 0;
  std::string last_;
  std::string begun_;  // of the next line
};

/// Whole lines of a file.
struct FilePart {
  std::uint64_t first = 1;  ///< the number of the first line
  std::string text;         ///< empty: the file is at its end
};

/// Cuts a file into parts that the server takes (contract: at most 1 MiB).
class FileParts {
 public:
  static constexpr std::size_t kMost = std::size_t{1} << 20U;

  explicit FileParts(std::istream& in) : in_(in) {}

  /// The next part. The failure names the line that does not fit into one.
  Outcome<FilePart> next();

  /// The bytes of all parts so far.
  std::uint64_t bytes() const noexcept { return bytes_; }

 private:
  std::istream& in_;
  std::string kept_;  // a line that is the next part's
  std::uint64_t next_ = 1;
  std::uint64_t bytes_ = 0;
};

}  // namespace readcount::cli
