#pragma once

#include "api/context.hpp"
#include "api/routes.hpp"
#include "http/message.hpp"

#include <optional>

namespace readcount::api {

/// Nothing when the request has the token (`Authorization: Bearer …`), else the answer that says
/// no. Compares in constant time; without a token configured nobody has it.
std::optional<http::Response> check_token(const Context& context, const http::Request& request);

/// What answers the requests of a private route.
using PrivateAnswer = asio::awaitable<http::Response> (*)(const Context&, const http::Request&);

/// The handler of a private route: where `access` wants the token, whoever has none is refused.
http::Handler guarded(const Context& context, Access access, PrivateAnswer answer);

}  // namespace readcount::api
