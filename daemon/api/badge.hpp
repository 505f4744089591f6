#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace readcount::api {

/// `value` with the thousands separator of a language ("de", "en-GB", …; its first part decides).
/// Nothing for a language that is not in the table.
std::optional<std::string> grouped(std::uint64_t value, std::string_view language);

/// The languages of grouped(), for a message: "de, en, …".
std::string languages();

/// An SVG badge of two parts, label and value, as wide as they need. The texts are escaped.
std::string badge_svg(std::string_view label, std::string_view value);

}  // namespace readcount::api
