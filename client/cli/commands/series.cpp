#include "cli/answers.hpp"
#include "cli/commands/all.hpp"
#include "cli/commands/articles.hpp"
#include "cli/commands/flags.hpp"
#include "cli/sparkline.hpp"
#include "cli/text.hpp"

#include <algorithm>
#include <optional>

namespace readcount::cli {
namespace {

/// The part of an RFC 3339 time that matters to a step; other text as it is.
std::string time_text(const std::string& time, const std::string& step) {
  constexpr std::string_view kMinute = "2026-11-01T18:00";
  constexpr std::string_view kSecond = "2026-11-01T18:00:00";
  if (time.size() <= kSecond.size() || time[10] != 'T') return time;
  if (step == "month") return time.substr(0, 7);
  if (step == "day") return time.substr(0, 10);
  const auto zone = time.substr(kSecond.size());
  return time.substr(0, 10) + ' ' + time.substr(11, kMinute.size() - 11) +
         (zone == "Z" ? " UTC" : ' ' + zone);
}

/// The sparkline, and under it what it does not say: the sum and the highest value.
std::string picture_of(const Sheet& table, const std::vector<std::optional<double>>& values,
                       const Screen& screen) {
  if (values.empty()) return {};
  const auto width = line_width(screen);
  double sum = 0;
  for (const auto& value : values) sum += value.value_or(0);
  const auto most = std::max_element(values.begin(), values.end());
  const auto number = [](double value) { return with_separators(digits_of(value)); };
  auto words = number(sum) + " in all";
  if (sum > 0) {
    const auto& row = table.rows.at(static_cast<std::size_t>(most - values.begin()));
    words += ", most in " + harmless(row.front().text) + ": " + number(**most);
  }
  return '\n' + sparkline(values, width) + '\n' + shortened(words, width) + '\n';
}

Report run_series(const Options& options, Desk& desk) {
  const auto answer = ask_list(desk.call, "series", options);
  if (!answer) return failed(answer.error());
  const auto& rows = rows_of(*answer);
  const auto all = sheet_of(rows, {"time", "value"});
  auto table = all;
  table.columns.back() = heading_of_metric(*answer);
  const auto step = text_at(object_of(*answer), "step");
  for (auto& row : table.rows) row.front().text = time_text(row.front().text, step);
  const Forms forms{caption_of(*answer, desk.screen) + as_table(table, desk.screen.width) +
                        picture_of(table, numbers_in(rows), desk.screen),
                    all, sheet_of(rows, {"value"})};
  return print(options, desk.screen, *answer, forms);
}

}  // namespace

Command series_command() {
  return {"series",
          "Show views, readers or reads over time",
          std::string(kTimesHelp) + kZonesHelp +
              R"(  --step    is the time of one row. Minutes are kept for 48 hours, an article's
            hours for 90 days (unless the daemon has other settings), days and
            months for good.

Of the whole site, or of one article, section or author. Without a time, the
last 24h; without a step, the one that fits the time. The table ends with a
picture, from no views (▁) to the most (█). plain prints the values.

Examples:
  readcount series --period 24h --step hour
  readcount series https://news.example/article --period 30m --step minute
  readcount series --metric readers --from 2026-11-01 --to 2026-11-30 \
            --step day --tz Europe/Istanbul
)",
          Arguments::none,
          {"url", "site", "section", "author", "metric", "period", "from", "to", "step", "tz"},
          false,
          run_series};
}

}  // namespace readcount::cli
