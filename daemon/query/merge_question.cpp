#include "query/merge_question.hpp"

#include "ping/address.hpp"
#include "ping/text.hpp"

#include <boost/json/parse.hpp>

#include <utility>

namespace readcount::query {
namespace {

namespace json = boost::json;

struct Words {
  std::string from;
  std::string to;
  bool dry_run = false;
};

Checked<void> take(std::string_view name, const json::value& value, Words& asked) {
  if (name == "dry_run") {
    const auto* flag = value.if_bool();
    if (flag == nullptr) return Problem{Code::wrong_type, "\"dry_run\" takes true or false"};
    asked.dry_run = *flag;
    return {};
  }
  if (name != "from" && name != "to") {
    return Problem{Code::bad_parameter,
                   ping::in_quotes(name) + " is no key here: there are from, to and dry_run"};
  }
  const auto* url = value.if_string();
  if (url == nullptr) {
    return Problem{Code::wrong_type, '"' + std::string(name) + "\" takes a string"};
  }
  (name == "from" ? asked.from : asked.to) = *url;
  return {};
}

}  // namespace

Checked<MergeQuestion> parse_merge(std::string_view body, const ping::Sites& sites) {
  boost::system::error_code ec;
  const auto value = json::parse(body, ec);
  if (ec) return Problem{Code::bad_json, "the body is not JSON (" + ec.message() + ")"};
  const auto* object = value.if_object();
  if (object == nullptr) return Problem{Code::wrong_type, "the body must be a JSON object"};
  Words asked;
  for (const auto& [name, each] : *object) {
    if (const auto taken = take(name, each, asked); !taken) return taken.error();
  }
  if (asked.from.empty() || asked.to.empty()) {
    return Problem{Code::missing_parameter, "add \"from\" and \"to\", the articles' addresses"};
  }
  auto from = ping::normal_form(asked.from, sites);
  if (!from) return from.error();
  auto into = ping::normal_form(asked.to, sites);
  if (!into) return into.error();
  if (from->site != into->site) {
    return Problem{Code::bad_parameter, "\"from\" and \"to\" must be of one site"};
  }
  if (from->path == into->path) {
    return Problem{Code::bad_parameter, "\"from\" and \"to\" are the same article"};
  }
  return MergeQuestion{std::move(*from), std::move(*into), asked.to, asked.dry_run};
}

}  // namespace readcount::query
