#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace readcount::cli {

/// A flag that is handed to the server, by most commands as it is: --NAME VALUE becomes NAME=VALUE
/// of the question.
struct Flag {
  enum class Takes : std::uint8_t { anything, one_of_words, number, amount };
  std::string name;
  std::string type;  ///< what the help calls its value
  std::string help;
  Takes takes = Takes::anything;
  std::vector<std::string> words;  ///< offered by the completion
};

/// The parameters of questions (contract), each known to the commands that name it.
const std::vector<Flag>& flags();

/// Those of that name, in the order of flags().
std::vector<Flag> flags_named(const std::vector<std::string>& names);

/// What --period, --from and --to take, and what --tz: for the help of commands that have them.
extern const char* const kTimesHelp;
extern const char* const kZonesHelp;

}  // namespace readcount::cli
