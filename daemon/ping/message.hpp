#pragma once

#include "base/problem.hpp"

#include <cstddef>
#include <string>
#include <string_view>

// The wire format of a ping: a JSON object (POST /v1/ping) or a query (GET /v1/ping.gif).

namespace readcount::ping {

/// The longest display text kept, in bytes; what is longer is cut between two characters.
inline constexpr std::size_t kMaxDisplayText = 512;

/// The longest id of a page view, in bytes.
inline constexpr std::size_t kMaxViewId = 64;

/// What a page says about itself in a ping of type `view`, the one type of this version. Every text
/// is UTF-8 without control characters; what was not sent is empty. The url is as it was sent: see
/// normal_form. Owns its strings.
struct Message {
  std::string url;        ///< never empty
  std::string view;       ///< random id of this page view
  std::string title;      ///< display text
  std::string referrer;   ///< address of the page before; cut at kMaxUrl bytes
  std::string section;    ///< display text
  std::string author;     ///< display text
  std::string published;  ///< date of publication as the page writes it; display text
};

/// Reads the body of POST /v1/ping. Keys that are not known are ignored with their values, so that
/// older daemons take newer snippets.
///
/// Refuses, the first that is met: bad_utf8, bad_json (also nesting below 16 levels, more than 64
/// keys, half a surrogate pair, and a top level that is no object), duplicate_key (top level; known
/// or not), wrong_type (a known key whose value is no string), control_character (in any string,
/// key or value, at any depth; tab and newline too), bad_parameter (`view` too long), unknown_type,
/// missing_url.
///
/// The caller bounds the length of the body.
Checked<Message> parse(std::string_view body);

/// The same from the query of GET /v1/ping.gif (without '?'). `type` may be left out; without a
/// `url` the article is the page in the `Referer` header. Bad percent-encoding is bad_parameter.
Checked<Message> parse_query(std::string_view query, std::string_view referer);

}  // namespace readcount::ping
