#include "cli/answers.hpp"
#include "cli/commands/all.hpp"
#include "cli/commands/ask.hpp"
#include "cli/commands/flags.hpp"
#include "cli/sparkline.hpp"
#include "cli/text.hpp"

#include <array>
#include <string>

namespace readcount::cli {
namespace {

namespace json = boost::json;

struct Measure {
  const char* group;  ///< the object it stands in; "" for the answer itself
  const char* name;
  const char* column;   ///< in csv
  const char* heading;  ///< for people
  bool share;           ///< a part of the views
};

constexpr std::array kMeasures{
    Measure{"", "loads", "loads", "loads", false},
    Measure{"", "views", "views", "views", false},
    Measure{"", "readers", "readers", "readers", false},
    Measure{"", "reads", "reads", "reads", true},
    Measure{"", "completions", "completions", "completions", true},
    Measure{"scroll", "25", "scroll_25", "saw a quarter", true},
    Measure{"scroll", "50", "scroll_50", "saw half", true},
    Measure{"scroll", "75", "scroll_75", "saw three quarters", true},
    Measure{"scroll", "100", "scroll_100", "saw the end", true},
    Measure{"", "engaged_seconds", "engaged_seconds", "engaged seconds", false},
    Measure{"engaged", "p25", "engaged_p25", "a view, 25 % below", false},
    Measure{"engaged", "p50", "engaged_p50", "a view, median", false},
    Measure{"engaged", "p75", "engaged_p75", "a view, 75 % below", false},
    Measure{"engaged", "p90", "engaged_p90", "a view, 90 % below", false}};

Cell cell_of_measure(const json::object& answer, const Measure& measure) {
  if (*measure.group == '\0') return cell_at(answer, measure.name);
  const auto* group = answer.if_contains(measure.group);
  const auto* object = group == nullptr ? nullptr : group->if_object();
  return object == nullptr ? Cell{} : cell_at(*object, measure.name);
}

/// One row with all measures.
Sheet measures_of(const json::object& answer) {
  Sheet sheet{{}, {{}}};
  for (const auto& measure : kMeasures) {
    sheet.columns.emplace_back(measure.column);
    sheet.rows.front().push_back(cell_of_measure(answer, measure));
  }
  return sheet;
}

double number_in(const Cell& cell) {
  return cell.kind == Cell::Kind::number ? std::stod(cell.text) : 0;
}

/// A row a measure, with its share of the views where it is one.
Sheet measure_table(const Sheet& measures) {
  Sheet table{{"", "number", "% of views"}, {}};
  const double views = number_in(measures.rows.front().at(1));
  for (std::size_t i = 0; i < kMeasures.size(); ++i) {
    const auto& cell = measures.rows.front()[i];
    Cell share;
    if (kMeasures[i].share && views > 0 && cell.kind == Cell::Kind::number) {
      share = {Cell::Kind::number, digits_of(100 * number_in(cell) / views)};
    }
    table.rows.push_back({{Cell::Kind::text, kMeasures[i].heading}, cell, share});
  }
  return table;
}

/// The views of each day of the article's age, the first one first; "" where they are not known.
std::string age_curve(const json::object& answer, const Screen& screen) {
  const auto* age = answer.if_contains("age");
  const auto* days = age == nullptr ? nullptr : age->if_array();
  if (days == nullptr || days->empty()) return {};
  return "\nviews by day since publication\n" + sparkline(numbers_in(*days), line_width(screen)) +
         '\n';
}

Report run_engagement(const Options& options, Desk& desk) {
  const auto answer = ask_question(desk.call, "engagement", options);
  if (!answer) return failed(answer.error());
  const auto row = measures_of(object_of(*answer));
  if (row.rows.front().at(1).kind != Cell::Kind::number) return failed(not_understood());
  const Forms forms{caption_of(*answer, desk.screen) +
                        as_table(measure_table(row), desk.screen.width) +
                        age_curve(object_of(*answer), desk.screen),
                    row, row};
  return print(options, desk.screen, *answer, forms);
}

}  // namespace

Command engagement_command() {
  return {"engagement",
          "Show how far and how long an article was read",
          R"(Measures:
  loads        page loads, reloads among them
  views        loads, but for reloads by the same reader
  reads        views with at least 15 engaged seconds
  completions  reads that came to the end of the article
  saw ...      views that came so far down the article, at least
  engaged      seconds in which the page was visible and used: all of them, and
               how they spread over the views (half had at most the median)
The daemon's own thresholds stand at /v1/definitions.

)" + std::string(kTimesHelp) +
              R"(
Of the whole site, or of one article, section or author, for whole days of UTC.
Without a time, all. The table ends with a picture of the views by day since the
article was published, where that is known.
csv and plain have, in this order: loads, views, readers, reads, completions,
scroll_25, scroll_50, scroll_75, scroll_100, engaged_seconds, engaged_p25,
engaged_p50, engaged_p75, engaged_p90.

Example:
  readcount engagement https://news.example/article
)",
          Arguments::none,
          {"url", "site", "section", "author", "period", "from", "to"},
          false,
          run_engagement};
}

}  // namespace readcount::cli
