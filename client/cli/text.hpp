#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Text for terminals. Pure.

namespace readcount::cli {

/// `text` (UTF-8) without anything that acts on a terminal instead of showing: control characters,
/// escape sequences, marks that turn the writing direction, invalid bytes. Each becomes U+FFFD.
std::string harmless(std::string_view text);

/// The columns that harmless text takes.
std::size_t width_of(std::string_view text);

/// `text` in at most `width` columns: cut in the middle, "…" in its place.
std::string shortened(std::string_view text, std::size_t width);

/// The shortest digits that stand for the number, without an exponent; or with so many decimals.
std::string digits_of(double number);
std::string digits_of(double number, int decimals);

/// "1234567" as "1,234,567", "1234.5" as "1,234.5".
std::string with_separators(std::string_view digits);

}  // namespace readcount::cli
