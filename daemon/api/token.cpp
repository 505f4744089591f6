#include "api/token.hpp"

#include "api/answer.hpp"

#include <boost/beast/core/string.hpp>
#include <sodium.h>

namespace readcount::api {
namespace {

constexpr std::string_view kScheme = "Bearer ";

bool has_token(const std::optional<std::string>& token, std::string_view authorization) {
  if (!token || authorization.size() != kScheme.size() + token->size()) return false;
  if (!boost::beast::iequals(authorization.substr(0, kScheme.size()), kScheme)) return false;
  return sodium_memcmp(authorization.data() + kScheme.size(), token->data(), token->size()) == 0;
}

asio::awaitable<http::Response> answer_who_has_the_token(const Context& context,
                                                         const http::Request& request,
                                                         PrivateAnswer answer) {
  if (auto denied = check_token(context, request)) co_return std::move(*denied);
  co_return co_await answer(context, request);
}

}  // namespace

std::optional<http::Response> check_token(const Context& context, const http::Request& request) {
  if (has_token(context.token, request.header("Authorization"))) return std::nullopt;
  return refuse(context,
                {Code::unauthorized,
                 "this is private here: send Authorization: Bearer with the token of --token-file, "
                 "or ask on the admin listener"});
}

http::Handler guarded(const Context& context, Access access, PrivateAnswer answer) {
  if (access == Access::open) {
    return [&context, answer](const http::Request& request) { return answer(context, request); };
  }
  return [&context, answer](const http::Request& request) {
    return answer_who_has_the_token(context, request, answer);
  };
}

}  // namespace readcount::api
