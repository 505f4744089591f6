// GET /v1/series: numbers over time.

#include "api/answer.hpp"
#include "api/question_json.hpp"
#include "api/routes.hpp"
#include "api/token.hpp"

namespace readcount::api {
namespace {

asio::awaitable<http::Response> get_series(const Context& context, const http::Request& request) {
  const query::Frame frame;
  const auto question =
      query::parse_question(request.query, context.rules->sites, wall_now(), frame);
  if (!question) co_return refuse(context, question.error());
  const auto answer = co_await context.questions.series(*question);
  if (!answer) co_return refuse(context, answer.error());
  auto json = asked_subject(*question);
  json += ",\"metric\":" + json_string(name_of(question->metric));
  json += asked_time(*question, answer->from, answer->to);
  json += ",\"step\":" + json_string(name_of(answer->step));
  const auto& zone = question->zone;
  json += ",\"rows\":" + array_json(answer->rows, [&](const auto& row) {
            return "{\"time\":" + json_string(zone.text_of(row.begin)) +
                   ",\"value\":" + std::to_string(row.value) + '}';
          });
  co_return json_response(json + '}');
}

}  // namespace

void add_series_routes(http::Router& router, const Context& context, Access access) {
  router.add({"GET", "/v1/series", 0, false, guarded(context, access, get_series)});
}

}  // namespace readcount::api
