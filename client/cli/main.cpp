#include "cli/commands.hpp"
#include "cli/http_call.hpp"
#include "cli/terminal.hpp"
#include "cli/token_file.hpp"

#include <unistd.h>

#include <cstdio>
#include <exception>
#include <iostream>
#include <thread>
#include <utility>

namespace readcount::cli {
namespace {

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
