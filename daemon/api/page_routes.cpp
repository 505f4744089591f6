// The snippet, and pages to try it out on.

#include "api/routes.hpp"
#include "api/static_file.hpp"
#include "web/assets.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace readcount::api {
namespace {

// Pages keep the snippet for an hour; a new version of the daemon is thus everywhere within one.
constexpr std::string_view kSnippetCache = "public, max-age=3600";
constexpr std::string_view kPageCache = "no-cache";

void add_file(http::Router& router, std::string path, const web::Asset& asset,
              std::string_view cache_control) {
  const auto file =
      std::make_shared<const StaticFile>(asset.content, asset.content_type, cache_control);
  router.add({"GET", std::move(path), 0, true,
              [file](const http::Request& request) -> asio::awaitable<http::Response> {
                co_return file->answer(request);
              }});
}

}  // namespace

void add_page_routes(http::Router& router, const Context& /*context*/) {
  add_file(router, "/readcount.js", web::kSnippet, kSnippetCache);
  add_file(router, "/demo", web::kDemoArticle, kPageCache);
  add_file(router, "/demo/second", web::kDemoSecond, kPageCache);
  add_file(router, "/demo/list", web::kDemoList, kPageCache);
}

}  // namespace readcount::api
