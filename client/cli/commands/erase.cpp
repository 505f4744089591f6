#include "cli/answers.hpp"
#include "cli/commands/all.hpp"
#include "cli/commands/ask.hpp"

#include <boost/json/array.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

namespace readcount::cli {
namespace {

namespace json = boost::json;

Report run_erase(const Options& options, Desk& desk) {
  auto target = "/v1/articles?url=" +
                boost::urls::encode(options.urls.front(), boost::urls::unreserved_chars);
  if (options.dry_run) target += "&dry_run=1";
  const auto answer = ask_object(desk.call, {target, {}, "DELETE"});
  if (!answer) return failed(answer.error());
  const auto* found = object_of(*answer).if_contains("erased");
  const auto erased = found != nullptr && found->is_object() ? found->get_object() : json::object();
  const json::array rows{erased};
  const auto row = sheet_of(rows, {"article", "views", "readers", "reads"});
  const Forms forms{as_table(row, desk.screen.width),
                    sheet_of(rows, {"url", "site", "path", "views", "readers", "reads",
                                    "completions", "engaged_seconds"}),
                    sheet_of(rows, {"views"})};
  auto report = print(options, desk.screen, *answer, forms);
  if (options.dry_run) {
    report.errors = "readcount: nothing was changed; this would be erased\n";
  } else if (cell_at(object_of(*answer), "applied").text != "true") {
    report.errors = "readcount: kept; it is done once the daemon reaches Redis again\n";
  }
  return report;
}

}  // namespace

Command erase_command() {
  return {"erase",
          "Have an article forgotten",
          R"(All that is counted of it goes, and its lines in the lists; the totals of its
site, section and author stay. A page that is opened later counts from 0. Shows
what there was; plain prints the views.

Examples:
  readcount erase https://news.example/mistake --dry-run
  readcount erase https://news.example/mistake
)",
          Arguments::url,
          {},
          false,
          run_erase,
          true};
}

}  // namespace readcount::cli
