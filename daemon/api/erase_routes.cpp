// DELETE /v1/articles: an article that is to be forgotten.

#include "api/answer.hpp"
#include "api/routes.hpp"
#include "api/token.hpp"
#include "ping/text.hpp"
#include "query/counts_question.hpp"
#include "query/parameters.hpp"

#include <utility>

namespace readcount::api {
namespace {

tally::Record record_of(ping::Article article, const pipeline::ListRow& about) {
  tally::Record record;
  record.kind = tally::RecordKind::erase;
  record.article = std::move(article);
  record.section = ping::cut(about.section, tally::kMaxSubjectName);
  record.author = ping::cut(about.author, tally::kMaxSubjectName);
  return record;
}

asio::awaitable<http::Response> delete_article(const Context& context,
                                               const http::Request& request) {
  const auto asked = query::parse_count(request.query, context.rules->sites);
  if (!asked) co_return refuse(context, asked.error());
  const auto parameters = query::Parameters::read(request.query, {"dry_run"});
  if (!parameters) co_return refuse(context, parameters.error());
  const auto dry_run = parameters->flag("dry_run");
  if (!dry_run) co_return refuse(context, dry_run.error());
  std::vector<ping::Article> articles{*asked->article};
  const auto counts = co_await context.inlet.counts(std::move(articles));
  const auto about = co_await context.questions.about(counts.articles.front());
  if (!about) co_return refuse(context, about.error());
  bool applied = false;
  if (!*dry_run) {
    auto record = record_of(*asked->article, *about);
    const auto edit = co_await context.inlet.edit(std::move(record));
    if (edit.refusal) co_return refuse(context, *edit.refusal);
    applied = edit.applied;
  }
  auto json = edit_json(applied, *dry_run) + ",\"erased\":" + count_json(asked->url, counts) + '}';
  co_return json_response(std::move(json));
}

}  // namespace

void add_erase_routes(http::Router& router, const Context& context, Access access) {
  router.add({"DELETE", "/v1/articles", 0, false, guarded(context, access, delete_article)});
}

}  // namespace readcount::api
