#include "cli/answers.hpp"
#include "cli/commands/all.hpp"
#include "cli/commands/articles.hpp"
#include "cli/text.hpp"

#include <array>
#include <ctime>
#include <sstream>

namespace readcount::cli {
namespace {

constexpr std::chrono::seconds kBetween{2};  // between two questions

std::string time_of(std::chrono::system_clock::time_point now) {
  const auto seconds = std::chrono::system_clock::to_time_t(now);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, sizeof "2026-11-01T18:00:00Z"> text{};
  const auto size = std::strftime(text.data(), text.size(), "%FT%TZ", &parts);
  return {text.data(), size};
}

Outcome<Answer> ask_live(const Options& options, const Call& call) {
  auto answer = ask_list(call, "live", options);
  if (answer && cell_at(object_of(*answer), "live").kind != Cell::Kind::number) {
    return not_understood();
  }
  return answer;
}

std::string table_of(const Answer& answer, const Screen& screen) {
  const auto& object = object_of(answer);
  const auto site = text_at(object, "site");
  const auto live = with_separators(cell_at(object, "live").text);
  const auto caption = (site.empty() ? "" : site + ": ") + live + " reading now";
  return shortened(harmless(caption), screen.width) + "\n\n" +
         as_table(article_table(rows_of(answer), "now"), screen.width);
}

/// Every row with the time of the question before it.
Sheet rows_at(const Answer& answer, const std::string& time) {
  auto sheet = article_fields(rows_of(answer));
  sheet.columns.insert(sheet.columns.begin(), "time");
  for (auto& row : sheet.rows) row.insert(row.begin(), {Cell::Kind::text, time});
  return sheet;
}

/// `text` over what the terminal shows: no flicker, as nothing is cleared before it is written
/// over.
std::string repainted(const std::string& text, const Screen& screen, bool first) {
  std::string out = first ? "\x1b[2J\x1b[H" : "\x1b[H";
  std::istringstream lines(text);
  std::size_t room = screen.height > 1 ? screen.height - 1 : 1;  // the cursor needs the last line
  for (std::string line; room > 0 && std::getline(lines, line); --room) out += line + "\x1b[K\n";
  return out + "\x1b[J";
}

/// One question of many.
struct Frame {
  std::string time;
  bool first = true;
};

std::string frame_of(const Options& options, const Screen& screen, const Answer& answer,
                     const Frame& frame) {
  switch (options.output) {
    case Output::table:
      if (screen.terminal) return repainted(table_of(answer, screen), screen, frame.first);
      return frame.time + "  " + cell_at(object_of(answer), "live").text + '\n';
    case Output::json:
      return as_json(answer, screen);
    case Output::csv: {
      auto text = as_csv(rows_at(answer, frame.time));
      return frame.first ? text : text.substr(text.find('\n') + 1);
    }
    case Output::plain:
      break;
  }
  return as_plain(fields_of(object_of(answer), {"live"}));
}

/// A failure between good answers does not end it: daemons are restarted.
Report failed_frame(const Options& options, const Screen& screen, const Failure& failure) {
  if (options.output != Output::table || !screen.terminal) return failed(failure);
  return {repainted(told(failure), screen, false), {}, failure.code};
}

Report run_live(const Options& options, Desk& desk) {
  auto answer = ask_live(options, desk.call);
  if (!answer) return failed(answer.error());
  Frame frame{time_of(desk.now())};
  if (options.once) {
    const Forms forms{table_of(*answer, desk.screen), rows_at(*answer, frame.time),
                      fields_of(object_of(*answer), {"live"})};
    return print(options, desk.screen, *answer, forms);
  }
  for (;;) {
    Report report;
    if (answer) {
      report.out = frame_of(options, desk.screen, *answer, frame);
      frame.first = false;
    } else {
      report = failed_frame(options, desk.screen, answer.error());
    }
    if (!desk.pause(report, kBetween)) return {};
    answer = ask_live(options, desk.call);
    frame.time = time_of(desk.now());
  }
}

}  // namespace

Command live_command() {
  return {"live",
          "Show what is being read now, and go on",
          R"(Asks every 2 seconds, until Ctrl-C. On a terminal the table is written over and
over; elsewhere it is a line each time: "TIME  NUMBER". A page counts as being
read for 45 seconds after its last sign of life. If the daemon goes away in
between, that is said, and asked again.

plain prints the number of open pages; json the server's answer; csv the
articles, each time again, with the time.

Examples:
  readcount live --limit 20
  readcount live --site news.example >> live.log
  readcount --output plain live --once
      The number now.
)",
          Arguments::none,
          {"site", "limit"},
          true,
          run_live};
}

}  // namespace readcount::cli
