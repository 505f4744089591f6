#include "cli/answers.hpp"
#include "cli/commands/all.hpp"
#include "cli/commands/ask.hpp"
#include "cli/commands/flags.hpp"

namespace readcount::cli {
namespace {

/// What is counted by such a kind.
const char* unit_of(std::string_view by) {
  if (by == "event") return "times";
  return by == "class" ? "loads" : "views";
}

Report run_sources(const Options& options, Desk& desk) {
  const auto answer = ask_list(desk.call, "sources", options);
  if (!answer) return failed(answer.error());
  const auto all = sheet_of(rows_of(*answer), {"name", "value"});
  auto table = all;
  const auto by = text_at(object_of(*answer), "by");
  table.columns = {by.empty() ? "source" : by, unit_of(by)};
  for (auto& row : table.rows) {
    if (row.front().text.empty()) row.front() = {};
  }
  const Forms forms{caption_of(*answer, desk.screen) + as_table(table, desk.screen.width), all,
                    sheet_of(rows_of(*answer), {"value"})};
  return print(options, desk.screen, *answer, forms);
}

const char* const kKindsHelp = R"help(Kinds:
  --by      referrer  the host of the page with the link, without www.
            channel   direct, internal, search, social, mail, campaign or other
            campaign  "source / medium / campaign" of the link's utm_ parameters
            device    desktop, phone, tablet, tv or other
            country   two letters, if the daemon has a database of addresses
            language  the first that the browser asks for: tr, en
            class     who loads the site's pages: reader, bot (crawlers that
                      say so) or prefetch; in page loads, reloads too, not views
            event     what the page says that readers do: share
  "-" stands for what is not known, "(other)" for the rest of too many.

)help";

const char* const kSourcesExamples = R"(
Of the whole site, or of one article (but for class), for whole days of UTC.
Without a time, 7d. plain prints the values.

Examples:
  readcount sources --by channel --period 7d
  readcount sources https://news.example/article --by referrer --limit 10
)";

}  // namespace

Command sources_command() {
  return {"sources",
          "Show where readers come from",
          std::string(kKindsHelp) + kTimesHelp + kSourcesExamples,
          Arguments::none,
          {"url", "site", "by", "period", "from", "to", "limit"},
          false,
          run_sources};
}

}  // namespace readcount::cli
