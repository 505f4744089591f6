#pragma once

#include <string_view>

namespace readcount::ping {

/// Whether a request was sent before anyone looked at the page: one of the four headers by which
/// browsers say so (Sec-Purpose, Purpose, X-Purpose, X-Moz; empty where absent) holds the token
/// prefetch, prerender or preview, in any case and among any others ("prefetch;prerender").
bool is_prefetch(std::string_view sec_purpose, std::string_view purpose, std::string_view x_purpose,
                 std::string_view x_moz) noexcept;

}  // namespace readcount::ping
