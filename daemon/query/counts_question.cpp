#include "query/counts_question.hpp"

#include "ping/query_string.hpp"

#include <boost/json/parse.hpp>

#include <utility>

namespace readcount::query {
namespace {

using Asked = std::vector<AskedArticle>;

Problem too_many(std::size_t count, std::size_t most) {
  return {Code::too_many_urls, std::to_string(count) + " addresses are asked for and at most " +
                                   std::to_string(most) + " may be: ask in several requests"};
}

Checked<std::vector<std::string>> urls_of(std::string_view query) {
  auto parameters = ping::parse_query_string(query);
  if (!parameters) return parameters.error();
  std::vector<std::string> urls;
  for (auto& [name, value] : *parameters) {
    if (name == "url") urls.push_back(std::move(value));
  }
  if (urls.empty()) {
    return Problem{Code::missing_parameter, "add the article's address: ?url=https://…"};
  }
  return urls;
}

Asked resolve(std::vector<std::string> urls, const ping::Sites& sites) {
  Asked asked;
  asked.reserve(urls.size());
  for (auto& url : urls) {
    auto article = ping::normal_form(url, sites);
    asked.push_back({std::move(url), std::move(article)});
  }
  return asked;
}

}  // namespace

Checked<AskedArticle> parse_count(std::string_view query, const ping::Sites& sites) {
  auto urls = urls_of(query);
  if (!urls) return urls.error();
  if (urls->size() > 1) {
    return Problem{Code::too_many_urls,
                   "one address is asked for here: for several use /v1/counts"};
  }
  auto asked = std::move(resolve(std::move(*urls), sites).front());
  if (!asked.article) return asked.article.error();
  return asked;
}

Checked<Asked> parse_counts(std::string_view query, const ping::Sites& sites) {
  auto urls = urls_of(query);
  if (!urls) return urls.error();
  if (urls->size() > kMaxUrlsInQuery) return too_many(urls->size(), kMaxUrlsInQuery);
  return resolve(std::move(*urls), sites);
}

Checked<Asked> parse_counts_body(std::string_view body, const ping::Sites& sites) {
  boost::system::error_code ec;
  const auto json = boost::json::parse(body, ec);
  if (ec) return Problem{Code::bad_json, "the body is not JSON (" + ec.message() + ")"};
  const auto* array = json.if_array();
  if (array == nullptr) {
    return Problem{Code::wrong_type, "the body must be a JSON array of addresses: [\"https://…\"]"};
  }
  if (array->empty()) {
    return Problem{Code::missing_parameter,
                   "the array is empty: put the articles' addresses in it"};
  }
  if (array->size() > kMaxUrlsInBody) return too_many(array->size(), kMaxUrlsInBody);

  std::vector<std::string> urls;
  urls.reserve(array->size());
  for (const auto& element : *array) {
    const auto* url = element.if_string();
    if (url == nullptr) {
      return Problem{Code::wrong_type, "every element of the array must be a string"};
    }
    urls.emplace_back(*url);
  }
  return resolve(std::move(urls), sites);
}

}  // namespace readcount::query
