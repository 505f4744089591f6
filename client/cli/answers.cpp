#include "cli/answers.hpp"

#include "cli/text.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <utility>

namespace readcount::cli {
namespace {

namespace json = boost::json;

Cell cell_of(const json::value& value) {
  if (value.is_null()) return {};
  if (value.is_int64() || value.is_uint64()) return {Cell::Kind::number, json::serialize(value)};
  if (value.is_double()) return {Cell::Kind::number, digits_of(value.get_double())};
  if (const auto* text = value.if_string()) {
    return {Cell::Kind::text, std::string(text->begin(), text->end())};
  }
  return {Cell::Kind::text, json::serialize(value)};
}

/// How people know an article: its title, host and path, or the address they asked for.
Cell article_of(const json::object& object) {
  auto name = text_at(object, "title");
  if (name.empty()) name = text_at(object, "site") + text_at(object, "path");
  if (name.empty()) name = text_at(object, "url");
  return {Cell::Kind::text, std::move(name)};
}

std::string status_text(const Response& response) {
  return "the server answered with status " + std::to_string(response.status);
}

Failure refusal(const Response& response, const json::value& value) {
  const auto* problem = value.if_object();
  const auto detail = problem == nullptr ? std::string() : text_at(*problem, "detail");
  const auto code = problem == nullptr ? std::string() : text_at(*problem, "code");
  auto text = detail.empty() ? status_text(response) : detail;
  if (!code.empty()) text += " (" + code + ")";
  if (response.status == 401) text += "\n  Give the server's token by --token-file FILE.";
  if (response.status >= 300 && response.status < 400 && !response.location.empty()) {
    text += ", a redirect to " + response.location + "\n  Name that server by --server.";
  }
  return {Exit::refused, std::move(text)};
}

}  // namespace

std::string text_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  const auto* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string() : std::string(text->begin(), text->end());
}

Cell cell_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value == nullptr ? Cell{} : cell_of(*value);
}

Outcome<json::value> json_of(const Response& response) {
  boost::system::error_code bad;
  auto value = json::parse(response.body, bad);
  const bool good = response.status >= 200 && response.status < 300;
  if (!good) return refusal(response, bad ? json::value() : value);
  if (!bad) return Outcome<json::value>(boost::system::in_place_value, std::move(value));
  return Failure{Exit::no_server, status_text(response) +
                                      ", but not with JSON: this is not readcountd\n  Name the "
                                      "server by --server URL or READCOUNT_SERVER."};
}

Sheet sheet_of(const json::array& objects, const std::vector<std::string>& names) {
  Sheet sheet{names, {}};
  for (const auto& item : objects) {
    const auto* object = item.if_object();
    auto& row = sheet.rows.emplace_back();
    for (const auto& name : names) {
      if (object == nullptr) {
        row.emplace_back();
      } else {
        row.push_back(name == "article" ? article_of(*object) : cell_at(*object, name));
      }
    }
  }
  return sheet;
}

std::vector<std::optional<double>> numbers_in(const json::array& objects) {
  std::vector<std::optional<double>> numbers;
  for (const auto& item : objects) {
    auto& number = numbers.emplace_back();
    const auto* object = item.if_object();
    const auto* value = object == nullptr ? nullptr : object->if_contains("value");
    if (value != nullptr && value->is_number()) number = value->to_number<double>();
  }
  return numbers;
}

std::vector<std::string> complaints_of(const json::array& articles) {
  std::vector<std::string> complaints;
  for (const auto& article : articles) {
    const auto* object = article.if_object();
    if (object == nullptr || object->contains("views")) continue;
    const auto detail = text_at(*object, "detail");
    complaints.push_back(text_at(*object, "url") + ": " +
                         (detail.empty() ? "not counted" : detail));
  }
  return complaints;
}

Sheet fields_of(const json::object& object, const std::vector<std::string>& names) {
  Sheet sheet{names, {{}}};
  if (names.empty()) {
    for (const auto& field : object) sheet.columns.emplace_back(field.key());
  }
  for (const auto& name : sheet.columns) sheet.rows.front().push_back(cell_at(object, name));
  return sheet;
}

Sheet listing_of(const json::object& object) {
  Sheet sheet{{"field", "value"}, {}};
  for (const auto& field : object) {
    sheet.rows.push_back({{Cell::Kind::text, field.key()}, cell_of(field.value())});
  }
  return sheet;
}

}  // namespace readcount::cli
