// GET /metrics: for Prometheus, on the admin listener only.

#include "api/routes.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>

#include <utility>

namespace readcount::api {
namespace {

asio::awaitable<std::string> text_of(metrics::Metrics& metrics) { co_return metrics.text(); }

/// With many sites it takes long, and this is the thread that takes pings: another one writes it.
asio::awaitable<http::Response> get_metrics(const Context& context) {
  http::Response response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  auto task = text_of(context.metrics);
  response.body = co_await asio::co_spawn(context.scribe, std::move(task), asio::use_awaitable);
  co_return response;
}

}  // namespace

void add_metrics_routes(http::Router& router, const Context& context) {
  router.add({"GET", "/metrics", 0, false,
              [&context](const http::Request&) { return get_metrics(context); }});
}

}  // namespace readcount::api
