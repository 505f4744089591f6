#include "cli/commands/all.hpp"
#include "cli/commands/articles.hpp"
#include "cli/commands/flags.hpp"

namespace readcount::cli {
namespace {

Report run_top(const Options& options, Desk& desk) {
  const auto answer = ask_list(desk.call, "top", options);
  if (!answer) return failed(answer.error());
  const auto forms = article_forms(*answer, desk.screen, heading_of_metric(*answer));
  return print(options, desk.screen, *answer, forms);
}

}  // namespace

Command top_command() {
  return {"top",
          "List the articles that are read most",
          std::string(kTimesHelp) + kZonesHelp + R"(
Without a time, the last 24h. plain prints the values; csv has path, URL, title,
section and author, too.

Examples:
  readcount top --period 24h
      The last day's most viewed.
  readcount top --metric engaged --period 7d --section Politics --limit 20
      Where most time was spent reading in a section.
  readcount --output csv top --from 2026-10-01 --to 2026-10-31 \
            --tz Europe/Istanbul > october.csv
)",
          Arguments::none,
          {"site", "section", "author", "metric", "period", "from", "to", "tz", "limit"},
          false,
          run_top};
}

}  // namespace readcount::cli
