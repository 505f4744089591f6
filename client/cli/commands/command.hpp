#pragma once

#include "cli/message.hpp"
#include "cli/options.hpp"
#include "cli/report.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace readcount::cli {

/// What a command works with. It lives on one thread, in main.
struct Desk {
  Call call;
  Screen screen;     ///< as it was at the start, or after the last pause
  std::istream& in;  ///< standard input
  /// For a command that goes on: prints what there is so far, waits, and looks at the screen again.
  /// False: nobody reads any more, so end.
  std::function<bool(const Report&, std::chrono::milliseconds)> pause;
  std::function<std::chrono::system_clock::time_point()> now;
  Download download{};
  /// Prints bytes as they are; false: nobody reads any more.
  std::function<bool(std::string_view)> write{};
  /// Shows how far long work is, where standard error is a terminal; "" removes it.
  std::function<void(const std::string&)> progress{};
};

/// What may stand after a command's name.
enum class Arguments : std::uint8_t { none, url, two_urls, urls, shell, file };

/// One command: all that the command line, its help, its completion and main need to know.
struct Command {
  std::string name;
  std::string summary;  ///< half a line
  std::string more;     ///< the end of its --help, in lines of at most 80 columns
  Arguments arguments = Arguments::none;
  std::vector<std::string> flags;  ///< which of flags() it takes
  bool goes_on = false;            ///< asks again and again, but for --once
  Report (*run)(const Options& options, Desk& desk) = nullptr;
  bool changes = false;  ///< takes --dry-run
};

}  // namespace readcount::cli
