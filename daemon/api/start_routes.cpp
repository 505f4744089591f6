// PUT /v1/count: what an article had before it was counted here.

#include "api/answer.hpp"
#include "api/routes.hpp"
#include "api/token.hpp"
#include "ping/address.hpp"
#include "query/parameters.hpp"
#include "query/start_value.hpp"

#include <utility>

namespace readcount::api {
namespace {

constexpr std::size_t kMaxBody = std::size_t{4} << 10U;

tally::Record record_of(ping::Article article, const query::AskedStart& start) {
  tally::Record record;
  record.kind = tally::RecordKind::start;
  record.article = std::move(article);
  record.start = {start.views, start.views,       start.readers,
                  start.reads, start.completions, start.engaged_seconds};
  return record;
}

asio::awaitable<http::Response> put_count(const Context& context, const http::Request& request) {
  const auto parameters = query::Parameters::read(request.query, {"dry_run"});
  if (!parameters) co_return refuse(context, parameters.error());
  const auto dry_run = parameters->flag("dry_run");
  if (!dry_run) co_return refuse(context, dry_run.error());
  const auto start = query::parse_start(request.body);
  if (!start) co_return refuse(context, start.error());
  const auto article = ping::normal_form(start->url, context.rules->sites);
  if (!article) co_return refuse(context, article.error());
  bool applied = false;
  if (!*dry_run) {
    auto record = record_of(*article, *start);
    const auto edit = co_await context.inlet.edit(std::move(record));
    if (edit.refusal) co_return refuse(context, *edit.refusal);
    applied = edit.applied;
  }
  std::vector<ping::Article> articles{*article};
  const auto counts = co_await context.inlet.counts(std::move(articles));
  auto json = edit_json(applied, *dry_run) + ",\"count\":" + count_json(start->url, counts) + '}';
  co_return json_response(std::move(json));
}

}  // namespace

void add_start_routes(http::Router& router, const Context& context, Access access) {
  router.add({"PUT", "/v1/count", kMaxBody, false, guarded(context, access, put_count)});
}

}  // namespace readcount::api
