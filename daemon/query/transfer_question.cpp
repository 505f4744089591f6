#include "query/transfer_question.hpp"

#include "base/number.hpp"
#include "ping/query_string.hpp"
#include "query/parameters.hpp"

#include <utility>

namespace readcount::query {

Checked<std::string> parse_export(std::string_view query, const ping::Sites& sites) {
  const auto parameters = Parameters::read(query, {"site"});
  if (!parameters) return parameters.error();
  const auto& host = parameters->text("site");
  if (host.empty()) return std::string();
  auto site = sites.find(host);
  if (!site) {
    return Problem{Code::unknown_site,
                   "the site is not counted here: add it to the settings as a site, or as a site's "
                   "alias"};
  }
  return std::move(site->name);
}

Checked<ImportQuestion> parse_import(std::string_view query) {
  const auto parameters = Parameters::read(query, {"first", "id", "dry_run"});
  if (!parameters) return parameters.error();
  ImportQuestion question;
  question.id = parameters->text("id");
  const auto dry_run = parameters->flag("dry_run");
  if (!dry_run) return dry_run.error();
  question.dry_run = *dry_run;
  const auto& first = parameters->text("first");
  if (first.empty()) return question;
  const auto number = whole_number<std::uint64_t>(first);
  if (!number || *number == 0) {
    return Problem{Code::bad_parameter,
                   "first must be the number of the body's first line, from 1"};
  }
  question.first = *number;
  return question;
}

}  // namespace readcount::query
