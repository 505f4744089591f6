// GET /v1/engagement: how far the readers of an article came.

#include "api/answer.hpp"
#include "api/question_json.hpp"
#include "api/routes.hpp"
#include "api/token.hpp"

#include <cmath>

namespace readcount::api {
namespace {

constexpr query::Frame kOfEngagement{.default_period = "all",
                                     .in_zones = false};  // kept by days of UTC

std::string field(std::string_view name, std::uint64_t value) {
  return ",\"" + std::string(name) + "\":" + std::to_string(value);
}

/// To a tenth of a second: finer than what is known.
std::string seconds_json(double seconds) {
  constexpr double kTenth = 10;
  return number_json(std::round(seconds * kTenth) / kTenth);
}

std::string engagement_json(const pipeline::EngagementAnswer& answer) {
  const auto& [p25, p50, p75, p90] = answer.engaged;
  const auto& scroll = answer.scroll;
  auto json = field("loads", answer.loads) + field("views", answer.views) +
              field("readers", answer.readers) + field("reads", answer.reads) +
              field("completions", answer.completions) +
              field("engaged_seconds", answer.engaged_seconds);
  json += ",\"engaged\":{\"p25\":" + seconds_json(p25) + ",\"p50\":" + seconds_json(p50) +
          ",\"p75\":" + seconds_json(p75) + ",\"p90\":" + seconds_json(p90) + '}';
  json += ",\"scroll\":{\"25\":" + std::to_string(scroll[0]) +
          ",\"50\":" + std::to_string(scroll[1]) + ",\"75\":" + std::to_string(scroll[2]) +
          ",\"100\":" + std::to_string(scroll[3]) + '}';
  std::size_t day = 0;
  json +=
      ",\"age\":" + array_json(answer.age, [&](std::uint64_t views) {
        return "{\"day\":" + std::to_string(day++) + ",\"value\":" + std::to_string(views) + '}';
      });
  return json + '}';
}

asio::awaitable<http::Response> get_engagement(const Context& context,
                                               const http::Request& request) {
  const auto question =
      query::parse_question(request.query, context.rules->sites, wall_now(), kOfEngagement);
  if (!question) co_return refuse(context, question.error());
  const auto answer = co_await context.questions.engagement(*question);
  if (!answer) co_return refuse(context, answer.error());
  auto json = asked_subject(*question);
  json += asked_time(*question, answer->from, answer->to);
  co_return json_response(json + engagement_json(*answer));
}

}  // namespace

void add_engagement_routes(http::Router& router, const Context& context, Access access) {
  router.add({"GET", "/v1/engagement", 0, false, guarded(context, access, get_engagement)});
}

}  // namespace readcount::api
