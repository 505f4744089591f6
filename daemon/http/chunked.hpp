#pragma once

#include "base/problem.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace readcount::http {

/// Takes a body out of its chunks (RFC 9112 7.1), as strictly as the header was read: a size is hex
/// digits and nothing else, every line ends in CR LF. Chunk extensions are bounded and ignored;
/// trailers are bounded, checked and dropped, so that none can pass for a header field. Pure; one
/// object a body.
class ChunkedBody {
 public:
  /// `max_body` in bytes of data; `max_trailers` in fields.
  ChunkedBody(std::size_t max_body, std::size_t max_trailers)
      : max_body_(max_body), max_trailers_(max_trailers) {}

  /// Takes what it can from the front of `raw`, appends data to `body`, and returns how many bytes
  /// it took; what it left is the start of a line and comes again with more behind it. Refuses with
  /// bad_request, body_too_large or headers_too_large.
  Checked<std::size_t> feed(std::string_view raw, std::string& body);

  /// Whether the last chunk and its trailers are in.
  bool done() const noexcept { return state_ == State::done; }

 private:
  enum class State { size, data, data_end, trailer, done };

  Checked<std::size_t> feed_line(std::string_view raw, std::size_t body_size);
  Checked<bool> take_size(std::string_view line, std::size_t body_size);
  Checked<bool> take_trailer(std::string_view line);

  std::size_t max_body_;
  std::size_t max_trailers_;
  State state_ = State::size;
  std::uint64_t left_ = 0;  // of the chunk under way
  std::size_t trailers_ = 0;
};

}  // namespace readcount::http
