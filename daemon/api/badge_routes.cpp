// GET /v1/badge.svg: a count as a picture, for pages that take no script.

#include "api/answer.hpp"
#include "api/badge.hpp"
#include "api/routes.hpp"
#include "ping/query_string.hpp"
#include "ping/text.hpp"
#include "query/counts_question.hpp"

#include <utility>

namespace readcount::api {
namespace {

constexpr std::size_t kMaxLabel = 64;  // bytes; a badge is one line

/// What a badge is to look like.
struct Look {
  std::string metric = "views";
  std::string label;
  std::string lang = "en";
};

Problem bad(std::string detail) { return {Code::bad_parameter, std::move(detail)}; }

Checked<Look> parse_look(std::string_view query) {
  const auto parameters = ping::parse_query_string(query);
  if (!parameters) return parameters.error();
  Look look;
  for (const auto& [name, value] : *parameters) {
    if (name == "metric") look.metric = value;
    if (name == "label") look.label = value;
    if (name == "lang") look.lang = value;
  }
  if (look.metric != "views" && look.metric != "readers" && look.metric != "reads") {
    return bad("metric must be views, readers or reads");
  }
  if (look.label.empty()) look.label = look.metric;
  if (look.label.size() > kMaxLabel) {
    return bad("label may have at most " + std::to_string(kMaxLabel) + " bytes");
  }
  if (const auto checked = ping::check_text(look.label, "label"); !checked) return checked.error();
  if (!grouped(0, look.lang)) return bad("lang must begin with one of " + languages());
  return look;
}

std::uint64_t value_of(const tally::Totals& totals, std::string_view metric) {
  if (metric == "views") return totals.views;
  return metric == "readers" ? totals.readers : totals.reads;
}

/// `url=` alone, for the question; the rest is the badge's look.
asio::awaitable<http::Response> get_badge(const Context& context, const http::Request& request) {
  const auto look = parse_look(request.query);
  if (!look) co_return refuse(context, look.error());
  const auto asked = query::parse_count(request.query, context.rules->sites);
  if (!asked) co_return refuse(context, asked.error());
  std::vector<ping::Article> articles{*asked->article};
  const auto counts = co_await context.inlet.counts(std::move(articles));
  const auto& totals = counts.totals.front();
  if (!totals) co_return refuse(context, unknown_now());

  http::Response response;
  response.content_type = "image/svg+xml; charset=utf-8";
  response.body = badge_svg(look->label, *grouped(value_of(*totals, look->metric), look->lang));
  response.headers.emplace_back("Cache-Control", "no-cache");
  co_return response;
}

}  // namespace

void add_badge_routes(http::Router& router, const Context& context) {
  router.add({"GET", "/v1/badge.svg", 0, true,
              [&context](const http::Request& request) { return get_badge(context, request); }});
}

}  // namespace readcount::api
