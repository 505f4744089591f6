#pragma once

#include "cli/completion.hpp"
#include "cli/outcome.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace readcount::cli {

struct Command;

enum class Output : std::uint8_t { table, json, csv, plain };

/// The command line, with what the environment adds.
struct Options {
  const Command* command = nullptr;  ///< one of commands(); null only with an explanation
  std::string server = "http://127.0.0.1:9228";
  std::string token_file;  ///< empty: no token
  Output output = Output::table;
  std::chrono::milliseconds timeout{10000};
  std::vector<std::string> urls;             ///< of count and ping
  std::string from;                          ///< of merge
  std::string into;                          ///< of merge: the other article
  std::map<std::string, std::string> asked;  ///< what flags() were given, "" for what was not
  std::string file;                          ///< of import
  bool once = false;                         ///< of a command that goes on
  bool dry_run = false;                      ///< of a command that changes something
  std::string explanation;  ///< not empty: print this instead (--help, --version), and exit
};

/// Reads the command line, READCOUNT_SERVER and READCOUNT_TOKEN_FILE. The failure is one of usage.
Outcome<Options> parse_options(int argc, const char* const* argv);

/// What the command line knows, for its completion.
Vocabulary vocabulary();

}  // namespace readcount::cli
