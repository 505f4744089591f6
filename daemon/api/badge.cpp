#include "api/badge.hpp"

#include <array>

namespace readcount::api {
namespace {

struct Separator {
  std::string_view language;
  std::string_view thousands;
};

// Of the Unicode CLDR; a no-break space (U+00A0) or a narrow one (U+202F) where it has one.
constexpr std::array kSeparators{
    Separator{"ar", ","},      Separator{"cs", "\u00a0"}, Separator{"da", "."},
    Separator{"de", "."},      Separator{"el", "."},      Separator{"en", ","},
    Separator{"es", "."},      Separator{"fi", "\u00a0"}, Separator{"fr", "\u202f"},
    Separator{"he", ","},      Separator{"hu", "\u00a0"}, Separator{"id", "."},
    Separator{"it", "."},      Separator{"ja", ","},      Separator{"ko", ","},
    Separator{"nb", "\u00a0"}, Separator{"nl", "."},      Separator{"pl", "\u00a0"},
    Separator{"pt", "."},      Separator{"ro", "."},      Separator{"ru", "\u00a0"},
    Separator{"sv", "\u00a0"}, Separator{"tr", "."},      Separator{"uk", "\u00a0"},
    Separator{"vi", "."},      Separator{"zh", ","},
};

std::string xml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

/// How wide a text gets in 11 px Verdana, about: badges are short and the text is fitted into its
/// part by textLength.
std::size_t width_of(std::string_view text) {
  std::size_t characters = 0;
  for (const char c : text) characters += (static_cast<unsigned char>(c) & 0xc0) != 0x80 ? 1 : 0;
  return 7 * characters;
}

std::string part(std::size_t x, std::size_t width, std::string_view text) {
  return "<text x=\"" + std::to_string(x + 5) + "\" y=\"14\" textLength=\"" +
         std::to_string(width) + "\" lengthAdjust=\"spacingAndGlyphs\">" + xml(text) + "</text>";
}

}  // namespace

std::optional<std::string> grouped(std::uint64_t value, std::string_view language) {
  const auto primary = language.substr(0, language.find('-'));
  for (const auto& row : kSeparators) {
    if (row.language != primary) continue;
    auto digits = std::to_string(value);
    for (auto i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, row.thousands);
    return digits;
  }
  return std::nullopt;
}

std::string languages() {
  std::string all;
  for (const auto& row : kSeparators) {
    if (!all.empty()) all += ", ";
    all += row.language;
  }
  return all;
}

std::string badge_svg(std::string_view label, std::string_view value) {
  const auto left = width_of(label);
  const auto right = width_of(value);
  const auto full = std::to_string(left + right + 20);
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + full +
         "\" height=\"20\" role=\"img\" aria-label=\"" + xml(label) + ": " + xml(value) +
         "\"><rect width=\"" + full +
         "\" height=\"20\" rx=\"3\" fill=\"#555\"/><path fill=\"#07c\" d=\"M" +
         std::to_string(left + 10) + " 0h" + std::to_string(right + 7) +
         "a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-" + std::to_string(right + 7) +
         "z\"/><g fill=\"#fff\" font-family=\"Verdana,DejaVu Sans,sans-serif\" font-size=\"11\">" +
         part(0, left, label) + part(left + 10, right, value) + "</g></svg>";
}

}  // namespace readcount::api
