// GET /v1/top, /v1/trending: lists of articles.

#include "api/answer.hpp"
#include "api/question_json.hpp"
#include "api/routes.hpp"
#include "api/token.hpp"

namespace readcount::api {
namespace {

constexpr query::Frame kOfLists{.default_period = "24h", .of_articles = false};

std::string rows_of(const query::Question& question, const std::vector<pipeline::ListRow>& rows) {
  const auto& site = question.subject.site;
  return ",\"limit\":" + std::to_string(question.limit) +
         ",\"rows\":" + array_json(rows, [&](const auto& row) { return row_json(site, row); }) +
         '}';
}

asio::awaitable<http::Response> get_top(const Context& context, const http::Request& request) {
  const auto question =
      query::parse_question(request.query, context.rules->sites, wall_now(), kOfLists);
  if (!question) co_return refuse(context, question.error());
  const auto answer = co_await context.questions.top(*question);
  if (!answer) co_return refuse(context, answer.error());
  auto json = asked_subject(*question);
  json += ",\"metric\":" + json_string(name_of(question->metric));
  json += asked_time(*question, answer->from, answer->to);
  co_return json_response(json + rows_of(*question, answer->rows));
}

asio::awaitable<http::Response> get_trending(const Context& context, const http::Request& request) {
  const auto question =
      query::parse_question(request.query, context.rules->sites, wall_now(), kOfLists);
  if (!question) co_return refuse(context, question.error());
  const auto answer = co_await context.questions.trending(*question);
  if (!answer) co_return refuse(context, answer.error());
  co_return json_response(asked_subject(*question) + rows_of(*question, answer->rows));
}

}  // namespace

void add_list_routes(http::Router& router, const Context& context, Access access) {
  router.add({"GET", "/v1/top", 0, false, guarded(context, access, get_top)});
  router.add({"GET", "/v1/trending", 0, false, guarded(context, access, get_trending)});
}

}  // namespace readcount::api
