#pragma once

#include <map>
#include <string>
#include <vector>

namespace readcount::cli {

/// What one command may be given.
struct CommandWords {
  std::vector<std::string> arguments;
  std::vector<std::string> options;  ///< "--metric", … besides those of every command
};

/// The words of a command line.
struct Vocabulary {
  std::vector<std::string> options;                        ///< "--server", … of every command
  std::map<std::string, std::vector<std::string>> values;  ///< of options with a choice of words
  std::vector<std::string> files;                          ///< options whose value is a file
  std::vector<std::string> others;                         ///< options with any other value
  std::map<std::string, CommandWords> commands;
};

/// A script for bash that completes `readcount`: source <(readcount completion bash)
std::string bash_completion(const Vocabulary& vocabulary);

}  // namespace readcount::cli
