#pragma once

#include "api/context.hpp"
#include "api/routes.hpp"
#include "http/message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace readcount::api {

/// Whether this is the Authorization header of who has the token. Compares in constant time; where
/// no token is configured nobody has it.
bool has_token(const std::optional<std::string>& token, std::string_view authorization);

/// Nothing when the request has the token (`Authorization: Bearer …`), else the answer that says
/// no.
std::optional<http::Response> check_token(const Context& context, const http::Request& request);

/// What answers the requests of a private route.
using PrivateAnswer = asio::awaitable<http::Response> (*)(const Context&, const http::Request&);

/// The handler of a private route: where `access` wants the token, whoever has none is refused.
http::Handler guarded(const Context& context, Access access, PrivateAnswer answer);

}  // namespace readcount::api
