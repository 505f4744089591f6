#include "cli/terminal.hpp"

#include "base/number.hpp"
#include "cli/sheet.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <string_view>

namespace readcount::cli {
namespace {

/// What COLUMNS says; 0 if nothing useful.
std::size_t columns_of(const char* const* environment) {
  constexpr std::string_view kName = "COLUMNS=";
  for (; *environment != nullptr; ++environment) {
    const std::string_view entry = *environment;
    if (!entry.starts_with(kName)) continue;
    if (const auto columns = whole_number<std::size_t>(entry.substr(kName.size()))) return *columns;
  }
  return 0;
}

}  // namespace

Screen screen_of_stdout(const char* const* environment) {
  Screen screen;
  screen.terminal = isatty(STDOUT_FILENO) == 1;
  screen.width = columns_of(environment);
  winsize size{};
  if (screen.terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
    if (screen.width == 0) screen.width = size.ws_col;
    if (size.ws_row != 0) screen.height = size.ws_row;
  }
  if (screen.width == 0) screen.width = kAnyWidth;
  return screen;
}

}  // namespace readcount::cli
