#pragma once

#include "settings/complaint.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// How a setting's text becomes its value: the same for flags, environment and file. Pure.

namespace readcount::settings {

/// A decimal number within [least, most].
Parsed<std::uint64_t> parse_number(std::string_view text, std::uint64_t least, std::uint64_t most);

/// A number and its unit, "200ms", "90s", "30m", "1h" or "2d", within [least, most].
Parsed<std::chrono::milliseconds> parse_duration(std::string_view text,
                                                 std::chrono::milliseconds least,
                                                 std::chrono::milliseconds most);

/// The same in whole seconds: "1500ms" is refused.
Parsed<std::chrono::seconds> parse_seconds(std::string_view text, std::chrono::seconds least,
                                           std::chrono::seconds most);

/// The same in whole hours, and in whole days.
Parsed<std::chrono::hours> parse_hours(std::string_view text, std::chrono::hours least,
                                       std::chrono::hours most);
Parsed<std::chrono::days> parse_days(std::string_view text, std::chrono::days least,
                                     std::chrono::days most);

/// "1GiB", "512MiB", "64KiB" or plain bytes, at least `least`.
Parsed<std::uint64_t> parse_bytes(std::string_view text, std::uint64_t least);

/// How many new articles a site may have in an hour.
Parsed<std::uint64_t> parse_new_articles(std::string_view text);

/// "true" or "false", as TOML writes them.
Parsed<bool> parse_boolean(std::string_view text);

/// The position of `text` in `words`.
Parsed<std::size_t> parse_word(std::string_view text, const std::vector<std::string_view>& words);

}  // namespace readcount::settings
