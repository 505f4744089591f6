#include "cli/commands/edit.hpp"

#include "cli/answers.hpp"
#include "cli/commands/ask.hpp"

#include <boost/json/array.hpp>

namespace readcount::cli {
namespace {

namespace json = boost::json;

/// What is said besides the counts; nothing where the change is made.
std::string note_on(const Options& options, const Answer& answer, const Edit& edit) {
  std::string note;
  if (options.dry_run) {
    note = "readcount: nothing was changed; ";
    note += edit.of_try;
    note += '\n';
  } else if (cell_at(object_of(answer), "applied").text != "true") {
    note = "readcount: kept; ";
    note += edit.later;
    note += " once the daemon reaches Redis again\n";
  }
  return note;
}

}  // namespace

Report run_edit(const Options& options, Desk& desk, const Edit& edit) {
  const auto answer = ask_object(desk.call, edit.request);
  if (!answer) return failed(answer.error());
  const auto* told = object_of(*answer).if_contains(edit.article);
  const json::array rows{told != nullptr && told->is_object() ? told->get_object()
                                                              : json::object()};
  const auto row = sheet_of(rows, {"article", "views", "readers", "reads"});
  const Forms forms{as_table(row, desk.screen.width),
                    sheet_of(rows, {"url", "site", "path", "views", "readers", "reads",
                                    "completions", "engaged_seconds"}),
                    sheet_of(rows, {"views"})};
  auto report = print(options, desk.screen, *answer, forms);
  report.errors = note_on(options, *answer, edit);
  return report;
}

}  // namespace readcount::cli
