#include "cli/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace readcount::cli {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr char32_t kBroken = 0xFFFD;

struct Range {
  char32_t first;
  char32_t last;
};

/// What acts: C0 and C1 controls, marks and separators of lines and directions, the byte order
/// mark.
constexpr std::array kActing{Range{0x00, 0x1f},     Range{0x7f, 0x9f},     Range{0x61c, 0x61c},
                             Range{0x200e, 0x200f}, Range{0x2028, 0x202e}, Range{0x2066, 0x2069},
                             Range{0xfeff, 0xfeff}};
constexpr std::array kZeroWidth{Range{0x300, 0x36f}, Range{0x200b, 0x200d}, Range{0xfe00, 0xfe0f}};
constexpr std::array kDoubleWidth{
    Range{0x1100, 0x115f}, Range{0x2e80, 0xa4cf},   Range{0xac00, 0xd7a3},
    Range{0xf900, 0xfaff}, Range{0xfe30, 0xfe6f},   Range{0xff00, 0xff60},
    Range{0xffe0, 0xffe6}, Range{0x1f300, 0x1faff}, Range{0x20000, 0x3fffd}};

template <std::size_t N>
bool within(const std::array<Range, N>& ranges, char32_t point) {
  return std::any_of(ranges.begin(), ranges.end(), [point](const Range& range) {
    return point >= range.first && point <= range.last;
  });
}

struct Character {
  std::string_view bytes;  // at least one
  char32_t point = kBroken;
};

/// The first character of `text`, which is not empty; an invalid byte is one by itself.
Character first_of(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = at(0);
  if (lead < 0x80) return {text.substr(0, 1), lead};
  const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < size) return {text.substr(0, 1)};
  char32_t point = lead & (0x7fU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((at(i) & 0xc0) != 0x80) return {text.substr(0, 1)};
    point = point << 6 | (at(i) & 0x3f);
  }
  const bool overlong = (size == 3 && point < 0x800) || (size == 4 && point < 0x10000);
  const bool surrogate = point >= 0xd800 && point <= 0xdfff;
  if (overlong || surrogate || point > 0x10ffff) return {text.substr(0, 1)};
  return {text.substr(0, size), point};
}

std::size_t columns_of(char32_t point) {
  if (within(kZeroWidth, point)) return 0;
  return within(kDoubleWidth, point) ? 2 : 1;
}

/// The front of `text` that takes at most `width` columns.
std::string_view front(std::string_view text, std::size_t width) {
  std::size_t size = 0;
  while (size < text.size()) {
    const auto next = first_of(text.substr(size));
    if (columns_of(next.point) > width) break;
    width -= columns_of(next.point);
    size += next.bytes.size();
  }
  return text.substr(0, size);
}

/// The back of `text` that takes at most `width` columns.
std::string_view back(std::string_view text, std::size_t width) {
  while (width_of(text) > width) text.remove_prefix(first_of(text).bytes.size());
  return text;
}

}  // namespace

std::string harmless(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto next = first_of(text);
    const bool acts = within(kActing, next.point);
    const bool invalid = next.point == kBroken && next.bytes.size() == 1;
    out += acts || invalid ? kReplacement : next.bytes;
    text.remove_prefix(next.bytes.size());
  }
  return out;
}

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const auto next = first_of(text);
    width += columns_of(next.point);
    text.remove_prefix(next.bytes.size());
  }
  return width;
}

std::string shortened(std::string_view text, std::size_t width) {
  if (width_of(text) <= width) return std::string(text);
  if (width == 0) return {};
  const std::size_t kept = width - 1;
  std::string out(front(text, kept - kept / 2));
  out += "…";
  return out.append(back(text, kept / 2));
}

std::string digits_of(double number) {
  std::array<char, 400> digits{};  // the least of all has 325 digits
  const auto end =
      std::to_chars(digits.begin(), digits.end(), number, std::chars_format::fixed).ptr;
  return {digits.begin(), end};
}

std::string digits_of(double number, int decimals) {
  std::array<char, 400> digits{};
  const auto end =
      std::to_chars(digits.begin(), digits.end(), number, std::chars_format::fixed, decimals).ptr;
  return {digits.begin(), end};
}

std::string with_separators(std::string_view digits) {
  const std::size_t sign = digits.starts_with('-') ? 1 : 0;
  std::string out(digits);
  for (std::size_t i = std::min(digits.find('.'), digits.size()); i > sign + 3;) {
    i -= 3;
    out.insert(i, 1, ',');
  }
  return out;
}

}  // namespace readcount::cli
