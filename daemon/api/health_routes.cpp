// /healthz: the process answers. /readyz: it can keep pings.

#include "api/answer.hpp"
#include "api/routes.hpp"
#include "pipeline/pipeline.hpp"

namespace readcount::api {
namespace {

http::Response text(std::string body) {
  http::Response response;
  response.content_type = "text/plain; charset=utf-8";
  response.body = std::move(body);
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

asio::awaitable<http::Response> get_health() { co_return text("ok\n"); }

asio::awaitable<http::Response> get_readiness(const Context& context) {
  using Readiness = pipeline::Pipeline::Readiness;
  const auto readiness = context.pipeline.readiness();
  if (readiness == Readiness::ready) co_return text("ready\n");
  const Problem problem{
      Code::journal_unavailable,
      readiness == Readiness::foreign_writer
          ? "pings are kept, but another writer uses this run's id in the store, so nothing is "
            "applied: restart readcountd"
          : "pings cannot be kept at the moment: check the disk of the state directory"};
  co_return http::problem_response(problem);  // an answer to the question, not a refusal
}

}  // namespace

void add_health_routes(http::Router& router, const Context& context) {
  router.add({"GET", "/healthz", 0, false, [](const http::Request&) { return get_health(); }});
  router.add({"GET", "/readyz", 0, false,
              [&context](const http::Request&) { return get_readiness(context); }});
}

}  // namespace readcount::api
