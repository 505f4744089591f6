#pragma once

#include "base/problem.hpp"
#include "http/limits.hpp"
#include "http/message.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

// The strict reading of a request's header (RFC 9112), before anything is decided about it. Two
// programs that read the same bytes differently are how requests are smuggled past a proxy; so
// whatever has more than one reading is refused, also where the RFC would let us repair it. Pure.

namespace readcount::http {

/// The header of one request, read whole. All views are into the bytes it was read from.
struct Head {
  std::string_view method;
  std::string_view path;   ///< of the target, up to '?'; "*" only with OPTIONS
  std::string_view query;  ///< of the target, after '?'
  std::vector<Header> headers;
  std::size_t size = 0;  ///< in bytes, with the empty line that ends it

  bool http_1_0 = false;
  bool chunked = false;           ///< the body is in chunks; `length` means nothing
  std::uint64_t length = 0;       ///< of the body; a number too large for the type is its maximum
  bool wants_close = false;       ///< Connection: close
  bool wants_keep_alive = false;  ///< Connection: keep-alive
  bool expects_continue = false;  ///< Expect: 100-continue, in HTTP/1.1
};

/// Reads a header from the front of `raw` into `head`, whose memory is reused. True: it is whole.
/// False: so far it is right, but its end is not there (`head` then means nothing). One empty line
/// in front is skipped.
///
/// Refuses with bad_request, target_too_long, headers_too_large, unsupported_version or
/// unsupported_encoding as soon as the bytes there suffice to; after a refusal no later byte of the
/// connection has a meaning.
Checked<bool> read_head(std::string_view raw, const Limits& limits, Head& head);

/// Whether `line`, without its CRLF, is one well-formed field line (as trailers must be).
bool is_field_line(std::string_view line) noexcept;

/// Whether two ASCII words are the same in any case.
bool same_word(std::string_view a, std::string_view b) noexcept;

}  // namespace readcount::http
