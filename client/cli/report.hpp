#pragma once

#include "cli/outcome.hpp"

#include <cstddef>
#include <string>

namespace readcount::cli {

/// Where the output goes.
struct Screen {
  bool terminal = false;    ///< standard output is one
  std::size_t width = 0;    ///< columns; kAnyWidth if nothing limits them
  std::size_t height = 24;  ///< lines, of a terminal
};

/// What a command did: for standard output, for standard error (lines, complete), and how it ended.
struct Report {
  std::string out;
  std::string errors;
  Exit code = Exit::done;
};

/// How a failure is told: "readcount: …", made harmless, with a newline at its end.
std::string told(const Failure& failure);

/// The report of a command that has nothing but its failure to show.
Report failed(const Failure& failure);

}  // namespace readcount::cli
