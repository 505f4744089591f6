#pragma once

#include "api/context.hpp"
#include "http/message.hpp"

#include <optional>

namespace readcount::api {

/// Nothing when the request has the token (`Authorization: Bearer …`), else the answer that says
/// no. Compares in constant time; without a token configured nobody has it.
std::optional<http::Response> check_token(const Context& context, const http::Request& request);

}  // namespace readcount::api
