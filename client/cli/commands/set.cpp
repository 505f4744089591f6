#include "cli/commands/all.hpp"
#include "cli/commands/edit.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <cstdint>
#include <string>

namespace readcount::cli {
namespace {

namespace json = boost::json;

/// The numbers that were given, as the server calls them.
json::object start_of(const Options& options) {
  json::object start{{"url", options.urls.front()}};
  for (const auto& [flag, value] : options.asked) {
    if (!value.empty()) start[flag == "engaged" ? "engaged_seconds" : flag] = std::stoull(value);
  }
  return start;
}

Report run_set(const Options& options, Desk& desk) {
  const auto views = options.asked.find("views");
  if (views == options.asked.end() || views->second.empty()) {
    return failed({Exit::usage, "how many views? --views N"});
  }
  return run_edit(options, desk,
                  {{options.dry_run ? "/v1/count?dry_run=1" : "/v1/count",
                    json::serialize(start_of(options)), "PUT"},
                   "count",
                   "these are the counts now",
                   "it shows"});
}

}  // namespace

Command set_command() {
  return {"set",
          "Say how often an article was read before",
          R"(For an article that was counted elsewhere: what is counted here is added. To say
it again replaces what was said before. The totals of the article and its site
change, those of days and months do not. What is not given is 0. plain prints
the views as they are then.

Examples:
  readcount set https://news.example/article --views 1200 --readers 900
  readcount set https://news.example/article --views 0
      Take it back.
)",
          Arguments::url,
          {"views", "readers", "reads", "completions", "engaged"},
          false,
          run_set,
          true};
}

}  // namespace readcount::cli
