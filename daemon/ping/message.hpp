#pragma once

#include "base/problem.hpp"
#include "ping/ping.hpp"

#include <cstddef>
#include <string>
#include <string_view>

// The wire format of a ping: a JSON object (POST /v1/ping) or a query (GET /v1/ping.gif).

namespace readcount::ping {

/// The longest display text kept, in bytes; what is longer is cut between two characters.
inline constexpr std::size_t kMaxDisplayText = 512;

/// The longest id of a page view, in bytes.
inline constexpr std::size_t kMaxViewId = 64;

/// The longest query of a page that is looked at, in bytes; what is longer is cut.
inline constexpr std::size_t kMaxQuery = 512;

/// The longest name of an event, in bytes.
inline constexpr std::size_t kMaxEventName = 64;

/// What a page tells. Every text is UTF-8 without control characters; what was not sent is empty or
/// zero. The url is as it was sent: see normal_form. Owns its strings.
struct Message {
  Kind kind = Kind::view;
  std::string url;        ///< never empty
  std::string view;       ///< random id of this page view; of an engage never empty
  std::string query;      ///< the page's own (location.search), which `url` may lack
  std::string title;      ///< display text
  std::string referrer;   ///< address of the page before; cut at kMaxUrl bytes
  std::string section;    ///< display text
  std::string author;     ///< display text
  std::string published;  ///< date of publication as the page writes it; display text
  std::string name;       ///< of an event; never empty there
  Engagement engagement;  ///< of an engage

  // Of a line of POST /v1/pings, whose sender is not the reader; empty otherwise.
  std::string time;        ///< when it happened: RFC 3339, or milliseconds since 1970 in digits
  std::string ip;          ///< the reader's address
  std::string user_agent;  ///< and his browser
  std::string language;    ///< as in Accept-Language
};

/// Reads the body of POST /v1/ping. Keys that are not known are ignored with their values, so that
/// older daemons take newer snippets.
///
/// Refuses, the first that is met: bad_utf8, bad_json (also nesting below 16 levels, more than 64
/// keys, half a surrogate pair, and a top level that is no object), duplicate_key (top level; known
/// or not), wrong_type (a known key with a value other than a string, or than a number where one
/// belongs), control_character (in any string, key or value, at any depth; tab and newline too),
/// bad_parameter (`view` or `name` too long; a number that its key does not take), unknown_type,
/// missing_url, missing_parameter (an engage without `view` or `engaged`, an event without `name`),
/// bad_parameter (more `reported` than `engaged`).
///
/// The caller bounds the length of the body.
Checked<Message> parse(std::string_view body);

/// The same for a line of POST /v1/pings, which has more keys: `time` (text or number), `ip`,
/// `user_agent`, `language`. What they say is not looked at.
Checked<Message> parse_line(std::string_view line);

/// The same from the query of GET /v1/ping.gif (without '?'). Numbers are decimal digits. `type`
/// may be left out; without a `url` the article is the page in the `Referer` header. Bad
/// percent-encoding is bad_parameter.
Checked<Message> parse_query(std::string_view query, std::string_view referer);

}  // namespace readcount::ping
