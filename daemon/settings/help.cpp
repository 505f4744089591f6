#include "settings/help.hpp"

#include "settings/table.hpp"

#include <optional>
#include <sstream>

namespace readcount::settings {
namespace {

constexpr std::size_t kWidth = 80;
constexpr std::size_t kColumn = 34;  // where descriptions start

constexpr std::string_view kOpening =
    R"(readcountd counts the reads of article pages: it takes pings from the pages,
keeps a journal of them, and keeps the counts in Redis.

Usage: readcountd [--SETTING VALUE]...

Examples:
  readcountd --state-dir ./state
      Try it: counts any localhost site, in a private Redis of its own.
  readcountd --site news.example,m.news.example --redis redis://10.0.0.5:6379/0
      Count one site, known by two hosts, in a Redis that is there already.
  readcountd --trusted-proxy 127.0.0.1 --listen 127.0.0.1:8228
      Behind a reverse proxy on this machine, which adds X-Forwarded-For.
  readcountd --config ./readcountd.toml --check
      Say whether a settings file is right, and change nothing.
)";

constexpr std::string_view kClosing =
    R"(Every setting can be given in three ways; the first that is there counts:
  a flag                 --journal-sync always
  the environment        READCOUNT_JOURNAL_SYNC=always
  the settings file      journal-sync = "always"
Repeatable ones: several flags, words separated by spaces, an array.
TIME is a number and ms, s, m, h or d; SIZE is bytes, or a number and KiB, MiB,
GiB or TiB. What differs by site stands in the file only:
  [sites."news.example"]
  aliases = ["m.news.example"]
  keep-query = ["id"]    # query parameters that tell articles apart
)";

constexpr std::string_view kReloading =
    "On SIGHUP (systemctl reload readcountd) the settings file is read anew, and the files that it "
    "names. What is wrong with it is in the log, and all stays as it was. These take a restart: ";

std::string description(const Setting& setting) {
  std::string text(setting.help);
  if (!setting.fallback.empty()) text.append(" [").append(setting.fallback).append("]");
  return text;
}

/// Appends `text` from column kColumn on, broken at spaces, `column` being where the line stands.
void append_wrapped(std::string& out, const std::string& text, std::size_t column) {
  std::istringstream words(text);
  bool first = true;
  if (column + 2 > kColumn) {
    out += '\n';
    column = 0;
  }
  out.append(kColumn - column, ' ');
  column = kColumn;
  for (std::string word; words >> word; first = false) {
    if (!first && column + 1 + word.size() > kWidth) {
      out += '\n';
      out.append(kColumn, ' ');
      column = kColumn;
    } else if (!first) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
  }
  out += '\n';
}

/// `text` in lines of its own.
std::string wrapped(const std::string& text) {
  std::string out;
  std::size_t column = 0;
  std::istringstream words(text);
  for (std::string word; words >> word; column += word.size()) {
    const bool fits = column + 1 + word.size() <= kWidth;
    if (column > 0) out += fits ? ' ' : '\n';
    column = fits && column > 0 ? column + 1 : 0;
    out += word;
  }
  return out + '\n';
}

}  // namespace

std::string help_text() {
  std::string out(kOpening);
  std::optional<Group> group;
  for (const auto& setting : all_settings()) {
    if (group != setting.group) {
      group = setting.group;
      out.append("\n").append(title_of(*group)).append(":\n");
    }
    std::string left = "  --" + std::string(setting.name);
    if (!setting.metavar.empty()) left.append(" ").append(setting.metavar);
    out += left;
    append_wrapped(out, description(setting), left.size());
  }
  out += '\n';
  out += kClosing;
  out += '\n' + wrapped(std::string(kReloading) + names_of_fixed() + '.');
  return out;
}

}  // namespace readcount::settings
