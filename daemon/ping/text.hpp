#pragma once

#include "base/problem.hpp"

#include <cstddef>
#include <string>
#include <string_view>

// What every text from outside must be before it goes further: UTF-8 without control characters.

namespace readcount::ping {

/// Whether `bytes` are well-formed UTF-8 (Unicode 15, table 3-7: no overlong forms, no surrogates,
/// nothing above U+10FFFF).
bool is_utf8(std::string_view bytes) noexcept;

/// Whether a text holds a control character: U+0000–U+001F, U+007F or U+0080–U+009F.
/// Precondition: is_utf8(text).
bool has_control(std::string_view text) noexcept;

/// Refuses a text that is not UTF-8 (bad_utf8) or holds a control character, tab and newline
/// included (control_character). `what` names the text in the refusal's detail.
Checked<void> check_text(std::string_view text, std::string_view what);

/// The longest beginning of `text` that has at most `limit` bytes and ends between two characters.
/// Precondition: is_utf8(text).
std::string_view cut(std::string_view text, std::size_t limit) noexcept;

/// The beginning of a client's text between quotes, for a refusal's detail.
/// Precondition: is_utf8(text).
std::string in_quotes(std::string_view text);

}  // namespace readcount::ping
