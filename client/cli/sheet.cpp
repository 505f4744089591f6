#include "cli/sheet.hpp"

#include "cli/text.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>

namespace readcount::cli {
namespace {

constexpr std::size_t kGap = 2;         // between columns
constexpr std::size_t kNarrowest = 12;  // no column is cut below this

/// The number in at most one decimal.
std::string rounded(const std::string& digits) {
  if (digits.find('.') == std::string::npos) return digits;
  double number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return digits_of(number, 1);
}

std::string shown(const Cell& cell) {
  switch (cell.kind) {
    case Cell::Kind::number:
      return with_separators(rounded(harmless(cell.text)));
    case Cell::Kind::text:
      return harmless(cell.text);
    case Cell::Kind::missing:
      break;
  }
  return "-";
}

/// A column whose cells are numbers stands to the right.
bool is_numeric(const Sheet& sheet, std::size_t column) {
  bool any = false;
  for (const auto& row : sheet.rows) {
    if (row[column].kind == Cell::Kind::text) return false;
    any = any || row[column].kind == Cell::Kind::number;
  }
  return any || column > 0;
}

using Lines = std::vector<std::vector<std::string>>;

/// The widths of the columns; the widest of the first `cut` ones gives way until all fit into
/// `width`.
std::vector<std::size_t> fit(const Lines& lines, std::size_t cut, std::size_t width) {
  std::vector<std::size_t> widths(lines.front().size());
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      widths[i] = std::max(widths[i], width_of(line[i]));
    }
  }
  auto total = std::accumulate(widths.begin(), widths.end(), kGap * (widths.size() - 1));
  const auto end = widths.begin() + static_cast<std::ptrdiff_t>(std::min(cut, widths.size()));
  for (; total > width; --total) {
    const auto widest = std::max_element(widths.begin(), end);
    if (widest == end || *widest <= kNarrowest) break;
    --*widest;
  }
  return widths;
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of("\",") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

}  // namespace

std::string as_table(const Sheet& sheet, std::size_t width) {
  Lines lines{sheet.columns};
  for (auto& name : lines.front()) name = harmless(name);
  for (const auto& row : sheet.rows) {
    auto& line = lines.emplace_back();
    for (const auto& cell : row) line.push_back(shown(cell));
  }
  const auto widths = fit(lines, sheet.long_columns, width);
  std::string out;
  for (const auto& line : lines) {
    std::string row;
    for (std::size_t i = 0; i < line.size(); ++i) {
      const auto text = shortened(line[i], widths[i]);
      const std::string padding(widths[i] - width_of(text), ' ');
      if (i > 0) row.append(kGap, ' ');
      row += is_numeric(sheet, i) ? padding + text : text + padding;
    }
    row.erase(row.find_last_not_of(' ') + 1);
    out += row + '\n';
  }
  return out;
}

std::string as_csv(const Sheet& sheet) {
  std::string out;
  for (std::size_t i = 0; i < sheet.columns.size(); ++i) {
    if (i > 0) out += ',';
    out += csv_field(harmless(sheet.columns[i]));
  }
  out += '\n';
  for (const auto& row : sheet.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) out += ',';
      if (row[i].kind != Cell::Kind::missing) out += csv_field(harmless(row[i].text));
    }
    out += '\n';
  }
  return out;
}

std::string as_plain(const Sheet& sheet) {
  std::string out;
  for (const auto& row : sheet.rows) {
    for (const auto& cell : row) {
      out += cell.kind == Cell::Kind::missing ? "-" : harmless(cell.text);
      out += '\n';
    }
  }
  return out;
}

}  // namespace readcount::cli
