#pragma once

#include "api/build_ping.hpp"
#include "api/sender.hpp"
#include "base/clock.hpp"
#include "base/problem.hpp"
#include "ping/ping.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace readcount::api {

/// The longest line of POST /v1/pings, in bytes.
inline constexpr std::size_t kMaxLine = 8192;

/// So far a line's `time` may be ahead of our clock; it is taken for now.
inline constexpr std::chrono::minutes kMostAhead{1};

/// Reads a line. What it does not say of the reader is `sender`'s, who sent the request.
///
/// Refuses what ping::parse() and ping::normal_form() refuse, body_too_large (the line), and as
/// bad_parameter an `ip` that is no address and a `time` that is none, is more than a minute ahead
/// of `now`, or before kEarliest.
Checked<ping::Ping> read_ping_line(const Known& known, const Sender& sender, std::string_view line,
                                   Time now);

}  // namespace readcount::api
