#include "cli/answers.hpp"
#include "cli/commands/all.hpp"
#include "cli/commands/ask.hpp"

#include <boost/json/serialize.hpp>

namespace readcount::cli {
namespace {

namespace json = boost::json;

Report run_merge(const Options& options, Desk& desk) {
  const json::object articles{
      {"from", options.from}, {"to", options.into}, {"dry_run", options.dry_run}};
  const auto answer = ask_object(desk.call, {"/v1/merge", json::serialize(articles), "POST"});
  if (!answer) return failed(answer.error());
  const auto* count = object_of(*answer).if_contains("count");
  const auto now = count != nullptr && count->is_object() ? count->get_object() : json::object();
  const json::array rows{now};
  const auto row = sheet_of(rows, {"article", "views", "readers", "reads"});
  const Forms forms{as_table(row, desk.screen.width),
                    sheet_of(rows, {"url", "site", "path", "views", "readers", "reads",
                                    "completions", "engaged_seconds"}),
                    sheet_of(rows, {"views"})};
  auto report = print(options, desk.screen, *answer, forms);
  if (options.dry_run) {
    report.errors = "readcount: nothing was changed; these are the new article's counts now\n";
  } else if (cell_at(object_of(*answer), "applied").text != "true") {
    report.errors = "readcount: kept; it is done once the daemon reaches Redis again\n";
  }
  return report;
}

}  // namespace

Command merge_command() {
  return {"merge",
          "Have an article become another one",
          R"(What was counted of OLD is added to NEW, once, and whoever opens or asks for OLD
from then on is counted under NEW. Of readers of both the sum is shown. It
cannot be taken back. Shows what NEW has then; plain prints the views.

Examples:
  readcount merge https://news.example/old https://news.example/new --dry-run
  readcount merge https://news.example/old https://news.example/new
)",
          Arguments::two_urls,
          {},
          false,
          run_merge,
          true};
}

}  // namespace readcount::cli
