#pragma once

#include "cli/completion.hpp"
#include "cli/outcome.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace readcount::cli {

enum class Command : std::uint8_t { count, ping, whoami, completion };
enum class Output : std::uint8_t { table, json, csv, plain };

/// The command line, with what the environment adds.
struct Options {
  Command command = Command::count;
  std::string server = "http://127.0.0.1:9228";
  std::string token_file;  ///< empty: no token
  Output output = Output::table;
  std::chrono::milliseconds timeout{10000};
  std::vector<std::string> urls;  ///< of count and ping
  std::string explanation;        ///< not empty: print this instead (--help, --version), and exit
};

/// Reads the command line, READCOUNT_SERVER and READCOUNT_TOKEN_FILE. The failure is one of usage.
Outcome<Options> parse_options(int argc, const char* const* argv);

/// What the command line knows, for its completion.
Vocabulary vocabulary();

}  // namespace readcount::cli
