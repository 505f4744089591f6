// GET /v1/export: everything that is kept, as lines.

#include "api/answer.hpp"
#include "api/routes.hpp"
#include "api/token.hpp"
#include "http/stream.hpp"
#include "query/transfer_question.hpp"

#include <memory>
#include <utility>

namespace readcount::api {
namespace {

/// A stream cannot become a refusal any more: the line says it instead, and there is no last line.
std::string error_line(const Problem& problem) {
  return "{\"error\":" + json_string(name_of(problem.code)) +
         ",\"detail\":" + json_string(problem.detail) + "}\n";
}

asio::awaitable<void> write_export(const Context& context, std::shared_ptr<pipeline::Export> from,
                                   http::Stream& stream) {
  for (bool on = true; on;) {
    auto text = co_await context.transfers.next(from);
    const bool is_error = text.has_error();
    auto bytes = is_error ? error_line(text.error()) : std::move(*text);
    if (bytes.empty()) co_return;
    on = co_await stream.write(std::move(bytes));
    if (is_error) co_return;
  }
}

asio::awaitable<http::Response> get_export(const Context& context, const http::Request& request) {
  const auto site = query::parse_export(request.query, context.rules->sites);
  if (!site) co_return refuse(context, site.error());
  auto slot = context.streams.take(context.rules->most_streams);
  if (!slot) co_return refuse(context, no_stream_free(context));
  auto from = context.transfers.begin_export(*site, wall_now());
  auto first = co_await context.transfers.next(from);
  if (!first) co_return refuse(context, first.error());
  http::Response response;
  response.content_type = "application/x-ndjson";
  response.headers.emplace_back("Cache-Control", "no-store");
  response.body = std::move(*first);
  response.stream = [&context, slot = std::move(slot), from](http::Stream& stream) {
    return write_export(context, from, stream);
  };
  co_return response;
}

}  // namespace

void add_export_routes(http::Router& router, const Context& context, Access access) {
  router.add({"GET", "/v1/export", 0, false, guarded(context, access, get_export)});
}

}  // namespace readcount::api
