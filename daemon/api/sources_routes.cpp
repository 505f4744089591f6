// GET /v1/sources: where views come from.

#include "api/answer.hpp"
#include "api/question_json.hpp"
#include "api/routes.hpp"
#include "api/token.hpp"
#include "ping/text.hpp"

namespace readcount::api {
namespace {

constexpr query::Frame kOfSources{
    .default_period = "7d", .of_groups = false, .in_zones = false};  // kept by days of UTC

std::string source_json(const pipeline::SourcesAnswer::Row& row) {
  const std::string_view name =
      ping::is_utf8(row.name) ? std::string_view(row.name) : "(not UTF-8)";
  return "{\"name\":" + json_string(name) + ",\"value\":" + std::to_string(row.value) + '}';
}

asio::awaitable<http::Response> get_sources(const Context& context, const http::Request& request) {
  const auto question =
      query::parse_question(request.query, context.rules->sites, wall_now(), kOfSources);
  if (!question) co_return refuse(context, question.error());
  const auto answer = co_await context.questions.sources(*question);
  if (!answer) co_return refuse(context, answer.error());
  auto json = asked_subject(*question);
  json += ",\"by\":" + json_string(name_of(question->by));
  json += asked_time(*question, answer->from, answer->to);
  json += ",\"limit\":" + std::to_string(question->limit);
  json += ",\"rows\":" + array_json(answer->rows, source_json);
  co_return json_response(json + '}');
}

}  // namespace

void add_sources_routes(http::Router& router, const Context& context, Access access) {
  router.add({"GET", "/v1/sources", 0, false, guarded(context, access, get_sources)});
}

}  // namespace readcount::api
