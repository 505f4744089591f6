#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// The log, without its library in every unit: four levels and one line each. spdlog is behind it.
// Any thread. Control characters in a message are escaped, so nothing a client sends can forge a
// line. A log that nobody reads holds nothing up: its lines are dropped and counted.

namespace readcount {

enum class LogLevel { debug, info, warning, error };
enum class LogFormat { text, json };

/// Sets up the log on standard error. Call once, before the first line. Lines below `level` cost a
/// comparison.
void open_log(LogLevel level, LogFormat format);

/// From now on lines below `level` are not written.
void set_log_level(LogLevel level);

/// Writes what is left of the last line, if there is room. Call before the process ends.
void close_log();

/// How many lines were dropped, because nobody read the log.
std::uint64_t log_lines_dropped() noexcept;

void log_debug(std::string_view message);
void log_info(std::string_view message);
void log_warning(std::string_view message);
void log_error(std::string_view message);

/// `text` with control characters, quotes and backslashes as JSON escapes, for JSON strings and for
/// log lines. Bytes above 0x7f pass.
std::string escaped(std::string_view text);

}  // namespace readcount
