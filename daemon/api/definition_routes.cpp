// GET /v1/definitions: what the words mean, with the thresholds in force.

#include "api/answer.hpp"
#include "api/routes.hpp"

namespace readcount::api {
namespace {

std::string seconds(std::chrono::seconds value) { return std::to_string(value.count()); }

/// How long what is counted by time can be asked for.
std::string kept(const Lifetimes& lifetimes) {
  const std::pair<std::string_view, std::chrono::seconds> rows[] = {
      {"minutes", lifetimes.minutes},           {"hours", lifetimes.hours},
      {"engagement", lifetimes.engagement},     {"sources", lifetimes.sources},
      {"site_sources", lifetimes.site_sources}, {"hour_lists", lifetimes.hour_lists},
      {"day_lists", lifetimes.day_lists}};
  std::string json = "\"kept_seconds\":{";
  for (const auto& [name, time] : rows) {
    if (json.back() != '{') json += ',';
    json += json_string(name) + ':' + seconds(time);
  }
  return json + "},\"listed\":" + std::to_string(lifetimes.listed) +
         ",\"listed_of_site\":" + std::to_string(lifetimes.listed_of_site);
}

std::string definitions(const Thresholds& thresholds) {
  const auto window = seconds(thresholds.repeat_window);
  const auto read = seconds(thresholds.read_seconds);
  const std::pair<std::string_view, std::string> rows[] = {
      {"load",
       "an accepted page load, but for crawlers that say what they are and for prefetching"},
      {"view", "a load, at most one per reader and article in " + window +
                   " seconds: a reload is a repeat, not a view"},
      {"repeat",
       "a load that is not a view; it adds its engaged seconds, but no read, completion or scroll "
       "depth"},
      {"reader",
       "a distinct reader key, by HyperLogLog (standard error 0.81 %); the key changes with the "
       "day's salt (UTC), so over several days a reader counts once a day"},
      {"engaged_second",
       "a second in which the page is visible and focused and there was input (scroll, key, "
       "pointer, touch) in the last 5 s; opening it is input too. No more of them count than "
       "seconds have passed since then"},
      {"read", "a view with at least " + read + " engaged seconds"},
      {"completion",
       "a view in which the end of the article element came into sight, with at least " + read +
           " engaged seconds"},
      {"scroll_depth",
       "the deepest quarter of the article element that a view has seen: 25, 50, 75, 100"},
      {"live",
       "loads with a sign of life in the last 45 s; a page gives one when it is opened, then every "
       "15 s while it is visible, and every 60 s once there was no input for a minute"},
      {"trending", "the sum of views, each of which weighs half as much with every hour"},
  };
  std::string json = "{\"repeat_window_seconds\":" + window + ",\"read_seconds\":" + read + ',' +
                     kept(thresholds.lifetimes) + ",\"definitions\":{";
  for (const auto& [word, meaning] : rows) {
    if (json.back() != '{') json += ',';
    json += json_string(word) + ':' + json_string(meaning);
  }
  return json + "}}";
}

asio::awaitable<http::Response> get_definitions(const Context& context) {
  co_return json_response(definitions(context.thresholds));
}

}  // namespace

void add_definition_routes(http::Router& router, const Context& context) {
  router.add({"GET", "/v1/definitions", 0, true,
              [&context](const http::Request&) { return get_definitions(context); }});
}

}  // namespace readcount::api
