#include "base/log.hpp"

#include "base/log_sink.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <memory>
#include <utility>

namespace readcount {
namespace {

std::atomic<std::uint64_t> dropped{0};

spdlog::level::level_enum level_of(LogLevel level) {
  constexpr std::array kLevels{spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                               spdlog::level::err};
  return kLevels[static_cast<std::size_t>(level)];
}

void write(LogLevel level, std::string_view message) {
  if (spdlog::should_log(level_of(level))) spdlog::log(level_of(level), "{}", escaped(message));
}

}  // namespace

void open_log(LogLevel level, LogFormat format) {
  auto sink = std::make_shared<LogSink>(STDERR_FILENO, dropped);
  auto logger = std::make_shared<spdlog::logger>("readcountd", std::move(sink));
  logger->set_level(level_of(level));
  logger->flush_on(spdlog::level::info);
  // A line reaches its pattern escaped, so quotes around %v make valid JSON.
  logger->set_pattern(format == LogFormat::json
                          ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":"%v"})"
                          : "%Y-%m-%dT%H:%M:%S.%eZ %-7l %v",
                      spdlog::pattern_time_type::utc);
  spdlog::set_default_logger(std::move(logger));
}

void set_log_level(LogLevel level) { spdlog::set_level(level_of(level)); }

void close_log() { spdlog::shutdown(); }

std::uint64_t log_lines_dropped() noexcept { return dropped; }

void log_debug(std::string_view message) { write(LogLevel::debug, message); }
void log_info(std::string_view message) { write(LogLevel::info, message); }
void log_warning(std::string_view message) { write(LogLevel::warning, message); }
void log_error(std::string_view message) { write(LogLevel::error, message); }

std::string escaped(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace readcount
