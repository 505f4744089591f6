// POST /v1/import: an export back into the store.

#include "api/answer.hpp"
#include "api/routes.hpp"
#include "api/token.hpp"
#include "dump/part.hpp"
#include "query/transfer_question.hpp"

#include <utility>

namespace readcount::api {
namespace {

asio::awaitable<http::Response> post_import(const Context& context, const http::Request& request) {
  const auto question = query::parse_import(request.query);
  if (!question) co_return refuse(context, question.error());
  auto part = dump::read_part(request.body, question->first, question->id);
  if (!part) co_return refuse(context, part.error());
  auto json = "{\"id\":" + json_string(part->id) + ",\"first\":" + std::to_string(part->first) +
              ",\"last\":" + std::to_string(part->last) +
              ",\"lines\":" + std::to_string(part->lines.size());
  const auto imported = co_await context.transfers.import(std::move(*part), question->dry_run);
  if (!imported) co_return refuse(context, imported.error());
  json += ",\"new\":" + std::to_string(imported->fresh) +
          ",\"damaged\":" + std::to_string(imported->damaged);
  json += std::string(",\"dry_run\":") + (question->dry_run ? "true" : "false") + '}';
  co_return json_response(std::move(json));
}

}  // namespace

void add_import_routes(http::Router& router, const Context& context, Access access) {
  router.add({"POST", "/v1/import", dump::kMaxPart, false, guarded(context, access, post_import)});
}

}  // namespace readcount::api
