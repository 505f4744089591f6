#include "cli/commands/all.hpp"
#include "cli/commands/edit.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

namespace readcount::cli {
namespace {

Report run_erase(const Options& options, Desk& desk) {
  auto target = "/v1/articles?url=" +
                boost::urls::encode(options.urls.front(), boost::urls::unreserved_chars);
  if (options.dry_run) target += "&dry_run=1";
  return run_edit(options, desk,
                  {{target, {}, "DELETE"}, "erased", "this would be erased", "it is done"});
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
