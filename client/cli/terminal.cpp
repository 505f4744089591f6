#include "cli/terminal.hpp"

#include "cli/sheet.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <charconv>
#include <string_view>

namespace readcount::cli {
namespace {

/// What COLUMNS says; 0 if nothing useful.
std::size_t columns_of(const char* const* environment) {
  constexpr std::string_view kName = "COLUMNS=";
  for (; *environment != nullptr; ++environment) {
    const std::string_view entry = *environment;
    if (!entry.starts_with(kName)) continue;
    std::size_t columns = 0;
    const auto [end, error] =
        std::from_chars(entry.data() + kName.size(), entry.data() + entry.size(), columns);
    if (error == std::errc{} && end == entry.data() + entry.size()) return columns;
  }
  return 0;
}

}  // namespace

Screen screen_of_stdout(const char* const* environment) {
  Screen screen{isatty(STDOUT_FILENO) == 1, columns_of(environment)};
  winsize size{};
  if (screen.width == 0 && screen.terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
    screen.width = size.ws_col;
  }
  if (screen.width == 0) screen.width = kAnyWidth;
  return screen;
}

}  // namespace readcount::cli
