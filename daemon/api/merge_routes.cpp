// POST /v1/merge: an article whose counts go to another, and that leads there from then on.

#include "api/answer.hpp"
#include "api/routes.hpp"
#include "api/token.hpp"
#include "query/merge_question.hpp"

#include <utility>

namespace readcount::api {
namespace {

constexpr std::size_t kMaxBody = std::size_t{8} << 10U;  // two addresses

asio::awaitable<http::Response> post_merge(const Context& context, const http::Request& request) {
  const auto question = query::parse_merge(request.body, context.rules->sites);
  if (!question) co_return refuse(context, question.error());
  const bool dry_run = question->dry_run;
  auto plan = co_await context.merges.begin(question->from, question->into.path, dry_run);
  if (!plan) co_return refuse(context, plan.error());
  const ping::Article into{question->into.site, plan->record.into};
  bool applied = false;
  if (!dry_run) {
    const auto edit = co_await context.inlet.edit(std::move(plan->record));
    if (edit.refusal) co_return refuse(context, *edit.refusal);
    applied = edit.applied;
  }
  if (applied) {
    const auto arrived = co_await context.merges.finish(into);
    applied = arrived.has_value();
  }
  std::vector<ping::Article> articles{question->into};
  const auto counts = co_await context.inlet.counts(std::move(articles));
  auto json = edit_json(applied, dry_run) +
              ",\"merged\":{\"path\":" + json_string(question->from.path) +
              ",\"views\":" + std::to_string(plan->of_old.views) +
              "},\"count\":" + count_json(question->url, counts) + '}';
  co_return json_response(std::move(json));
}

}  // namespace

void add_merge_routes(http::Router& router, const Context& context, Access access) {
  router.add({"POST", "/v1/merge", kMaxBody, false, guarded(context, access, post_merge)});
}

}  // namespace readcount::api
