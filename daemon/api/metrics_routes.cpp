// GET /metrics: for Prometheus, on the admin listener only.

#include "api/routes.hpp"

namespace readcount::api {
namespace {

asio::awaitable<http::Response> get_metrics(const Context& context) {
  http::Response response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.body = context.metrics.text();
  co_return response;
}

}  // namespace

void add_metrics_routes(http::Router& router, const Context& context) {
  router.add({"GET", "/metrics", 0, false,
              [&context](const http::Request&) { return get_metrics(context); }});
}

}  // namespace readcount::api
