#pragma once

#include "settings/given.hpp"
#include "settings/settings.hpp"

#include <boost/system/result.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace readcount::settings {

enum class Mode : std::uint8_t {
  run,
  check,    ///< --check: all is valid as far as it can be told from here; look further, then exit
  explain,  ///< --help or --version: print `text` to standard output and exit with 0
};

struct Loaded {
  Mode mode = Mode::run;
  Settings settings;                          ///< the defaults when `mode` is explain
  std::string text;                           ///< empty unless `mode` is explain
  Givens givens;                              ///< what was given of the settings in force
  std::optional<std::filesystem::path> file;  ///< where the settings file was found
  bool take_over = false;                     ///< --take-over
};

/// Read if it exists and --config names no other.
inline constexpr const char* kSystemFile = "/etc/readcount/readcountd.toml";

/// Makes the settings of flags, environment and file: a flag beats the environment, which beats the
/// file. Of a repeatable setting the strongest source that names it counts alone; the file's tables
/// `[sites."…"]` tell more about the sites in force, and are themselves the sites if neither flag
/// nor environment names any.
///
/// `argv` and `environment` end with a null pointer each, as main() gets them. Reads the settings
/// file and the token file; nothing else is touched. Any thread.
///
/// The error is one line (without a newline) for standard error: "readcountd: ", the setting and
/// its source, what is wrong, what to write instead. It never quotes a token or a Redis password.
boost::system::result<Loaded, std::string> load(
    int argc, const char* const* argv, const char* const* environment,
    const std::filesystem::path& system_file = kSystemFile);

/// The same, but with a complaint that does not begin with "readcountd: ".
Parsed<Loaded> read_all(int argc, const char* const* argv, const char* const* environment,
                        const std::filesystem::path& system_file = kSystemFile);

}  // namespace readcount::settings
