#include "cli/commands/all.hpp"
#include "cli/commands/edit.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace readcount::cli {
namespace {

Report run_merge(const Options& options, Desk& desk) {
  const boost::json::object articles{
      {"from", options.from}, {"to", options.into}, {"dry_run", options.dry_run}};
  return run_edit(options, desk,
                  {{"/v1/merge", boost::json::serialize(articles), "POST"},
                   "count",
                   "these are the new article's counts now",
                   "it is done"});
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
