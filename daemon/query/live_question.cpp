#include "query/live_question.hpp"

#include "base/number.hpp"
#include "ping/query_string.hpp"

#include <utility>

namespace readcount::query {
namespace {

Checked<std::string> site_named(const std::string& host, const ping::Sites& sites) {
  if (host.empty()) {
    if (auto only = sites.only()) return std::move(*only);
    return Problem{Code::missing_parameter, "several sites are counted here: add site=…"};
  }
  auto site = sites.find(host);
  if (!site) {
    return Problem{Code::unknown_site,
                   "the site is not counted here: add it to the settings as a site, or as a site's "
                   "alias"};
  }
  return std::move(site->name);
}

}  // namespace

Checked<LiveQuestion> parse_live(std::string_view query, const ping::Sites& sites) {
  const auto parameters = ping::parse_query_string(query);
  if (!parameters) return parameters.error();
  std::string host;
  std::string limit;
  for (const auto& [name, value] : *parameters) {
    if (name != "site" && name != "limit") continue;
    auto& place = name == "site" ? host : limit;
    if (!place.empty()) return Problem{Code::bad_parameter, name + " stands twice: give it once"};
    place = value;
  }
  auto site = site_named(host, sites);
  if (!site) return site.error();
  LiveQuestion question;
  question.site = std::move(*site);
  if (limit.empty()) return question;
  const auto number = whole_number<std::size_t>(limit);
  if (!number || *number == 0 || *number > LiveQuestion::kMaxLimit) {
    return Problem{Code::bad_parameter,
                   "limit must be a number from 1 to " + std::to_string(LiveQuestion::kMaxLimit)};
  }
  question.limit = *number;
  return question;
}

}  // namespace readcount::query
