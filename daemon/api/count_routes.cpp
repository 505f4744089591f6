// GET /v1/count, GET and POST /v1/counts.

#include "api/answer.hpp"
#include "api/routes.hpp"
#include "query/counts_question.hpp"

#include <algorithm>
#include <utility>

namespace readcount::api {
namespace {

using Asked = std::vector<query::AskedArticle>;

constexpr std::size_t kMaxBody =
    std::size_t{1024} * 1024;  // 1000 addresses of the longest kind are half of it

asio::awaitable<http::Response> get_count(const Context& context, const http::Request& request) {
  const auto asked = query::parse_count(request.query, context.rules->sites);
  if (!asked) co_return refuse(context, asked.error());
  std::vector<ping::Article> articles{*asked->article};
  const auto counts = co_await context.inlet.counts(std::move(articles));
  const auto& totals = counts.totals.front();
  if (!totals) co_return refuse(context, unknown_now());
  co_return json_response(
      count_json(asked->url, counts.articles.front(), *totals, counts.live.front()));
}

/// An address that cannot be counted, in a list of some that can.
std::string problem_json(const query::AskedArticle& asked) {
  const auto& problem = asked.article.error();
  return "{\"url\":" + json_string(asked.url) + ",\"code\":" + json_string(name_of(problem.code)) +
         ",\"detail\":" + json_string(problem.detail) + '}';
}

asio::awaitable<http::Response> answer_counts(const Context& context, Checked<Asked> asked) {
  if (!asked) co_return refuse(context, asked.error());
  std::vector<ping::Article> articles;
  for (const auto& one : *asked) {
    if (one.article) articles.push_back(*one.article);
  }
  const auto counts = co_await context.inlet.counts(std::move(articles));
  const auto& totals = counts.totals;
  const auto is_known = [](const auto& one) { return one.has_value(); };
  if (!std::all_of(totals.begin(), totals.end(), is_known)) {
    co_return refuse(context, unknown_now());
  }

  std::string json = "{\"counts\":[";
  std::size_t next = 0;
  for (const auto& one : *asked) {
    if (json.back() == '}') json += ',';
    if (one.article) {
      json += count_json(one.url, counts.articles[next], *totals[next], counts.live[next]);
      ++next;
    } else {
      json += problem_json(one);
    }
  }
  json += "]}";
  co_return json_response(std::move(json));
}

}  // namespace

void add_count_routes(http::Router& router, const Context& context) {
  router.add({"GET", "/v1/count", 0, true,
              [&context](const http::Request& request) { return get_count(context, request); }});
  router.add({"GET", "/v1/counts", 0, true, [&context](const http::Request& request) {
                return answer_counts(context,
                                     query::parse_counts(request.query, context.rules->sites));
              }});
  router.add({"POST", "/v1/counts", kMaxBody, true, [&context](const http::Request& request) {
                return answer_counts(context,
                                     query::parse_counts_body(request.body, context.rules->sites));
              }});
}

}  // namespace readcount::api
