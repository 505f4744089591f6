#pragma once

#include "cli/message.hpp"
#include "cli/options.hpp"
#include "cli/outcome.hpp"

#include <cstddef>
#include <iosfwd>
#include <string>

namespace readcount::cli {

/// Where the output goes.
struct Screen {
  bool terminal = false;  ///< standard output is one
  std::size_t width = 0;  ///< columns; kAnyWidth if nothing limits them
};

/// What a command did: for standard output, for standard error (lines, complete), and how it ended.
struct Report {
  std::string out;
  std::string errors;
  Exit code = Exit::done;
};

/// The most addresses in one request (contract of POST /v1/counts).
inline constexpr std::size_t kMostUrls = 1000;

/// Does what the options say, asking the server by `call`. Reads `in` only for the address "-".
Report run_command(const Options& options, const Call& call, const Screen& screen,
                   std::istream& in);

/// How a failure is told: "readcount: …", made harmless, with a newline at its end.
std::string told(const Failure& failure);

}  // namespace readcount::cli
