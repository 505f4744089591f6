#pragma once

#include "base/asio.hpp"
#include "base/problem.hpp"

#include <boost/asio/ip/address.hpp>

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace readcount::http {

/// One header field of a request. Views into the session's buffer.
struct Header {
  std::string_view name;
  std::string_view value;  ///< without white space around it; may hold bytes above 0x7f
};

/// A request that has passed the strict layer, as handlers see it. All views stay valid until the
/// handler's awaitable has completed.
struct Request {
  std::string_view method;
  std::string_view path;            ///< of the target, still percent-encoded
  std::string_view query;           ///< of the target, without the '?', still percent-encoded
  std::span<const Header> headers;  ///< in the order sent; never a trailer of a chunked body
  std::string_view body;            ///< without its transfer coding
  boost::asio::ip::address peer;  ///< who is connected; a proxy, perhaps. ::ffff:a.b.c.d is a.b.c.d

  /// The value of the first field of this name (any case), or an empty view.
  std::string_view header(std::string_view name) const noexcept;
};

class Stream;

/// Writes what follows an answer until the stream is over, or ends it by returning (stream.hpp).
using StreamBody = std::function<asio::awaitable<void>(Stream&)>;

/// An answer. The session adds Date, Content-Length, Connection and the fields of CORS, so a
/// handler must not.
///
/// With a `stream` the answer has no length and goes on behind `body`: the stream writes what
/// follows, and the connection ends with it. A request of HEAD gets the header alone.
struct Response {
  int status = 200;               ///< a final one: 200 to 599
  std::string_view content_type;  ///< a literal; empty with an empty body
  std::string body;               ///< must be empty with 204 and 304
  std::vector<std::pair<std::string_view, std::string>> headers;  ///< names are literals
  StreamBody stream;  ///< owns what it uses: the request is gone by then
};

/// The answer for a refusal: application/problem+json, with Retry-After where the status is 503 and
/// WWW-Authenticate where it is 401. What is not UTF-8 in the detail becomes U+FFFD.
Response problem_response(const Problem& problem);

}  // namespace readcount::http
