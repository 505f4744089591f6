#pragma once

#include "base/problem.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace readcount::ping {

/// One `name=value` of a query as it stands there, views into it. A name alone has an empty value.
struct RawPair {
  std::string_view name;
  std::string_view value;
};

/// Takes the first pair off the front of `query`; nothing at its end. Empty pairs (`&&`) are
/// skipped.
std::optional<RawPair> take_pair(std::string_view& query);

/// Percent-decodes a name or a value, '+' being a space. Nothing if a '%' is not followed by two
/// hexadecimal digits. What comes out may be any bytes.
std::optional<std::string> decode_component(std::string_view raw);

/// The names and values of a query (what stands behind '?'), decoded, in their order, doubles kept.
/// Refuses bad percent-encoding (bad_parameter), bytes that are not UTF-8 (bad_utf8) and control
/// characters (control_character). The length is bounded by whoever read the query.
Checked<std::vector<std::pair<std::string, std::string>>> parse_query_string(
    std::string_view query);

}  // namespace readcount::ping
