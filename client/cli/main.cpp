#include "cli/commands.hpp"
#include "cli/http_call.hpp"
#include "cli/terminal.hpp"
#include "cli/token_file.hpp"

#include <unistd.h>

#include <cstdio>
#include <exception>
#include <iostream>
#include <utility>

namespace readcount::cli {
namespace {

Report run(int argc, const char* const* argv) {
  const auto failed = [](const Failure& failure) {
    return Report{{}, told(failure), failure.code};
  };
  const auto options = parse_options(argc, argv);
  if (!options) return failed(options.error());
  if (!options->explanation.empty()) return {options->explanation, {}, Exit::done};
  auto server = parse_server(options->server);
  if (!server) return failed(server.error());
  auto token = read_token_file(options->token_file);
  if (!token) return failed(token.error());
  const Connection connection{std::move(*server), std::move(*token), options->timeout};
  const auto call = [&](const Request& request) { return http_call(connection, request); };
  return run_command(*options, call, screen_of_stdout(environ), std::cin);
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
