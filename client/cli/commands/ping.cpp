#include "cli/answers.hpp"
#include "cli/commands/all.hpp"
#include "cli/commands/ask.hpp"
#include "cli/random_id.hpp"

#include <boost/json/serialize.hpp>

namespace readcount::cli {
namespace {

Report run_ping(const Options& options, Desk& desk) {
  const boost::json::object ping{
      {"type", "view"}, {"url", options.urls.front()}, {"view", random_id()}};
  const auto answer = ask_object(desk.call, {"/v1/ping", boost::json::serialize(ping)});
  if (!answer) return failed(answer.error());
  const auto row = fields_of(object_of(*answer), {"outcome", "views", "readers", "reads", "live"});
  const Forms forms{as_table(row, desk.screen.width), row,
                    fields_of(object_of(*answer), {"views"})};
  return print(options, desk.screen, *answer, forms);
}

}  // namespace

Command ping_command() {
  return {"ping",
          "Count a view of an article, as its page would",
          R"(plain prints the views.

Example:
  readcount ping https://news.example/article
)",
          Arguments::url,
          {},
          false,
          run_ping};
}

}  // namespace readcount::cli
