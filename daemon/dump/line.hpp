#pragma once

#include "base/clock.hpp"
#include "ping/article.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// An export as text: a line a piece of what is kept. api/API.md, "GET /v1/export", is the contract.

namespace readcount::dump {

enum class Kind : std::uint8_t { totals, about, starts, hours, spread, sources, list, trend };

/// Names and what stands for them, both as text: fields and amounts, or articles and amounts.
using Values = std::vector<std::pair<std::string, std::string>>;

/// What is kept of one subject in one place: SCHEMA.md's `a` (totals, about, starts), `i` (starts
/// of a site's articles), `h`, `e`, `o`, `t` and `w`.
struct Line {
  Kind kind = Kind::totals;
  ping::Article subject;  ///< an article, or another subject (tally/subject.hpp)
  char metric = 0;        ///< of a list: v, d, e
  std::string slot{};     ///< a month, day or hour, `2026112313`; empty: totals, about, starts
  Values values{};
};

/// The longest line that is read, in bytes, and about how long those are that are written.
inline constexpr std::size_t kMaxLine = std::size_t{64} << 10U;
inline constexpr std::size_t kUsualLine = std::size_t{16} << 10U;

/// The first line of a file.
struct Header {
  std::string id;    ///< 32 hex digits, random: which file this is
  std::string site;  ///< empty: all
  std::string time;  ///< RFC 3339
};

inline constexpr unsigned kFormat = 1;

/// Where a slot begins; nothing for a text that is none.
std::optional<Hour> begin_of(std::string_view slot);

/// The subject's name and the slot that such a line has: sources only of articles and sites, …
bool is_possible(const Line& line);

/// Whether a value may stand in this line: else it is not exported, and an import is refused.
bool is_possible(const Line& line, std::string_view name, std::string_view value);

/// The line and its newline. As many lines as it takes where there are many values.
/// Precondition: all of it is_possible(). Adds the number of lines to `count`.
void write(const Line& line, std::string& out, std::uint64_t& count);
void write(const Header& header, std::string& out);

/// The last line; `number` is its own, so that a file that was cut short is told.
void write_end(std::uint64_t number, std::string& out);

std::string_view name_of(Kind kind) noexcept;

/// Whether the values of such lines are texts, which an import sets where there are none.
constexpr bool has_texts(Kind kind) noexcept { return kind == Kind::about || kind == Kind::starts; }

}  // namespace readcount::dump
