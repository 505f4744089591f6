#include "query/start_value.hpp"

#include "ping/text.hpp"

#include <boost/json/parse.hpp>

#include <optional>

namespace readcount::query {
namespace {

namespace json = boost::json;

struct NumberKey {
  std::string_view name;
  std::uint64_t AskedStart::*number;
};
constexpr NumberKey kNumbers[] = {{"views", &AskedStart::views},
                                  {"readers", &AskedStart::readers},
                                  {"reads", &AskedStart::reads},
                                  {"completions", &AskedStart::completions},
                                  {"engaged_seconds", &AskedStart::engaged_seconds}};

std::optional<std::uint64_t> amount_of(const json::value& value) {
  const auto* number = value.if_int64();
  if (number == nullptr || *number < 0) return std::nullopt;
  const auto amount = static_cast<std::uint64_t>(*number);
  if (amount > kMostStart) return std::nullopt;
  return amount;
}

Checked<void> take(std::string_view name, const json::value& value, AskedStart& start) {
  if (name == "url") {
    const auto* url = value.if_string();
    if (url == nullptr) return Problem{Code::wrong_type, "\"url\" takes a string"};
    start.url = *url;
    return {};
  }
  for (const auto& [known, number] : kNumbers) {
    if (known != name) continue;
    const auto amount = amount_of(value);
    if (!amount) {
      return Problem{Code::bad_parameter,
                     '"' + std::string(name) + "\" takes a whole number from 0 to 1000000000000"};
    }
    start.*number = *amount;
    return {};
  }
  return Problem{Code::bad_parameter, ping::in_quotes(name) +
                                          " is no key here: there are url, views, readers, reads, "
                                          "completions and engaged_seconds"};
}

Checked<void> check(const AskedStart& start) {
  const auto above = [](std::string_view part, std::string_view whole) {
    return Problem{Code::bad_parameter, '"' + std::string(part) + "\" must not be greater than \"" +
                                            std::string(whole) + '"'};
  };
  if (start.url.empty()) return Problem{Code::missing_url, "add \"url\", the article's address"};
  if (start.readers > start.views) return above("readers", "views");
  if (start.reads > start.views) return above("reads", "views");
  if (start.completions > start.reads) return above("completions", "reads");
  return {};
}

}  // namespace

Checked<AskedStart> parse_start(std::string_view body) {
  boost::system::error_code ec;
  const auto value = json::parse(body, ec);
  if (ec) return Problem{Code::bad_json, "the body is not JSON (" + ec.message() + ")"};
  const auto* object = value.if_object();
  if (object == nullptr) return Problem{Code::wrong_type, "the body must be a JSON object"};
  AskedStart start;
  for (const auto& [name, each] : *object) {
    if (const auto taken = take(name, each, start); !taken) return taken.error();
  }
  if (!object->contains("views")) return Problem{Code::missing_parameter, "add \"views\""};
  if (const auto checked = check(start); !checked) return checked.error();
  return start;
}

}  // namespace readcount::query
