#include "cli/commands/all.hpp"
#include "cli/commands/articles.hpp"

namespace readcount::cli {
namespace {

Report run_trending(const Options& options, Desk& desk) {
  const auto answer = ask_list(desk.call, "trending", options);
  if (!answer) return failed(answer.error());
  return print(options, desk.screen, *answer, article_forms(*answer, desk.screen, "score"));
}

}  // namespace

Command trending_command() {
  return {"trending",
          "List the articles that are gaining views now",
          R"(The score is the number of views, of which each weighs half as much an hour
later, a quarter after two, and so on: a rising article overtakes a big old one.
plain prints the scores.

Examples:
  readcount trending
  readcount trending --site news.example --section Sports --limit 5
)",
          Arguments::none,
          {"site", "section", "author", "limit"},
          false,
          run_trending};
}

}  // namespace readcount::cli
