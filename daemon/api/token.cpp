#include "api/token.hpp"

#include "api/answer.hpp"

#include <boost/beast/core/string.hpp>
#include <sodium.h>

namespace readcount::api {
namespace {

constexpr std::string_view kScheme = "Bearer ";

/// Whether a page of somebody else has a browser change something here, where no token is asked
/// for. Browsers say so; to read, no such page is let by them.
bool is_of_a_foreign_page(const http::Request& request) {
  if (request.method == "GET" || request.method == "HEAD") return false;
  const auto fetched_by = request.header("Sec-Fetch-Site");
  if (fetched_by == "cross-site" || fetched_by == "same-site") return true;
  const auto origin = request.header("Origin");
  if (origin.empty()) return false;
  const auto host = request.header("Host");
  return origin.size() <= host.size() || !origin.ends_with(host) ||
         !origin.substr(0, origin.size() - host.size()).ends_with("://");
}

asio::awaitable<http::Response> answer_no_foreign_page(const Context& context,
                                                       const http::Request& request,
                                                       PrivateAnswer answer) {
  if (is_of_a_foreign_page(request)) {
    co_return refuse(context, {Code::unknown_origin,
                               "a page of another site asks in somebody's browser: here only "
                               "programs ask, and pages of this host"});
  }
  co_return co_await answer(context, request);
}

asio::awaitable<http::Response> answer_who_has_the_token(const Context& context,
                                                         const http::Request& request,
                                                         PrivateAnswer answer) {
  if (auto denied = check_token(context, request)) co_return std::move(*denied);
  co_return co_await answer(context, request);
}

}  // namespace

bool has_token(const std::optional<std::string>& token, std::string_view authorization) {
  if (!token || authorization.size() != kScheme.size() + token->size()) return false;
  if (!boost::beast::iequals(authorization.substr(0, kScheme.size()), kScheme)) return false;
  return sodium_memcmp(authorization.data() + kScheme.size(), token->data(), token->size()) == 0;
}

std::optional<http::Response> check_token(const Context& context, const http::Request& request) {
  if (has_token(context.rules->token, request.header("Authorization"))) return std::nullopt;
  return refuse(context,
                {Code::unauthorized,
                 "this is private here: send Authorization: Bearer with the token of --token-file, "
                 "or ask on the admin listener"});
}

http::Handler guarded(const Context& context, Access access, PrivateAnswer answer) {
  if (access == Access::open) {
    return [&context, answer](const http::Request& request) {
      return answer_no_foreign_page(context, request, answer);
    };
  }
  return [&context, answer](const http::Request& request) {
    return answer_who_has_the_token(context, request, answer);
  };
}

}  // namespace readcount::api
