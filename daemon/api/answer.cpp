#include "api/answer.hpp"

#include "base/log.hpp"

namespace readcount::api {

http::Response json_response(std::string body) {
  http::Response response;
  response.content_type = "application/json";
  response.body = std::move(body);
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

http::Response refuse(const Context& context, const Problem& problem) {
  context.metrics.refused(problem.code);
  return http::problem_response(problem);
}

void count_set_aside(const Context& context, const std::string& site, ping::Kind kind,
                     ping::Outcome outcome) {
  metrics::count(context.metrics.site(site).of(kind).with(outcome));
}

Problem unknown_now() {
  return {Code::store_unavailable,
          "the counts are not in memory and the store does not answer; try again later"};
}

Problem no_stream_free(const Context& context) {
  return {Code::overloaded, "as many streams as --max-streams allows (" +
                                std::to_string(context.rules->most_streams) +
                                ") are open: try again later"};
}

std::string count_json(std::string_view url, const ping::Article& article,
                       const tally::Totals& totals, std::uint32_t live) {
  return "{\"url\":" + json_string(url) + ",\"site\":" + json_string(article.site) +
         ",\"path\":" + json_string(article.path) + ",\"views\":" + std::to_string(totals.views) +
         ",\"readers\":" + std::to_string(totals.readers) +
         ",\"reads\":" + std::to_string(totals.reads) +
         ",\"completions\":" + std::to_string(totals.completions) +
         ",\"engaged_seconds\":" + std::to_string(totals.engaged) +
         ",\"live\":" + std::to_string(live) + '}';
}

std::string count_json(std::string_view url, const pipeline::CountsWork& one) {
  const auto& totals = one.totals.front();
  return totals ? count_json(url, one.articles.front(), *totals, one.live.front()) : "null";
}

std::string edit_json(bool applied, bool dry_run) {
  const auto word = [](bool value) { return value ? "true" : "false"; };
  return std::string("{\"applied\":") + word(applied) + ",\"dry_run\":" + word(dry_run);
}

std::string json_string(std::string_view text) { return '"' + escaped(text) + '"'; }

}  // namespace readcount::api
