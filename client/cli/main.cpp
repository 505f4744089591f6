#include "cli/commands.hpp"
#include "cli/http_call.hpp"
#include "cli/terminal.hpp"
#include "cli/token_file.hpp"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <iostream>
#include <thread>
#include <utility>

namespace readcount::cli {
namespace {

/// Over itself, at most ten times a second.
void show_progress(const std::string& text) {
  static const bool kSeen = isatty(STDERR_FILENO) == 1;
  static std::chrono::steady_clock::time_point next;
  const auto now = std::chrono::steady_clock::now();
  if (!kSeen || (!text.empty() && now < next)) return;
  next = now + std::chrono::milliseconds(100);
  std::cerr << "\r\x1b[K" << text << std::flush;
}

Report run(int argc, const char* const* argv) {
  const auto options = parse_options(argc, argv);
  if (!options) return failed(options.error());
  if (!options->explanation.empty()) return {options->explanation, {}, Exit::done};
  auto server = parse_server(options->server);
  if (!server) return failed(server.error());
  auto token = read_token_file(options->token_file);
  if (!token) return failed(token.error());
  const Connection connection{std::move(*server), std::move(*token), options->timeout};
  const auto call = [&](const Request& request) { return http_call(connection, request); };
  Desk desk{call, screen_of_stdout(environ), std::cin, {}, std::chrono::system_clock::now};
  desk.pause = [&desk](const Report& report, std::chrono::milliseconds time) {
    std::cout << report.out << std::flush;
    std::cerr << report.errors << std::flush;
    if (!std::cout) return false;
    std::this_thread::sleep_for(time);
    desk.screen = screen_of_stdout(environ);
    return true;
  };
  desk.download = [&](const Request& request, const Sink& sink) {
    return http_download(connection, request, sink);
  };
  desk.write = [](std::string_view bytes) { return static_cast<bool>(std::cout << bytes); };
  desk.progress = show_progress;
  return options->command->run(*options, desk);
}

}  // namespace
}  // namespace readcount::cli

int main(int argc, char** argv) {
  using readcount::cli::Exit;
  try {
    const auto report = readcount::cli::run(argc, argv);
    std::cout << report.out << std::flush;
    std::cerr << report.errors;
    if (std::cout) return static_cast<int>(report.code);
    std::cerr << "readcount: standard output cannot be written\n";
  } catch (const std::exception& surprise) {
    std::fprintf(stderr, "readcount: %s\n", surprise.what());
  }
  return static_cast<int>(Exit::refused);
}
