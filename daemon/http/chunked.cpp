#include "http/chunked.hpp"

#include "http/characters.hpp"
#include "http/strict.hpp"

#include <algorithm>
#include <charconv>

namespace readcount::http {
namespace {

constexpr std::size_t kMaxSizeLine = 256;
constexpr std::size_t kMaxTrailerLine = 1024;

Problem malformed(std::string_view detail) { return {Code::bad_request, std::string(detail)}; }

}  // namespace

Checked<std::size_t> ChunkedBody::feed(std::string_view raw, std::string& body) {
  std::size_t taken = 0;
  while (!done()) {
    const std::string_view rest = raw.substr(taken);
    if (state_ == State::data) {
      const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(left_, rest.size()));
      body.append(rest.substr(0, part));
      taken += part;
      left_ -= part;
      if (left_ > 0) break;
      state_ = State::data_end;
      continue;
    }
    const auto line = feed_line(rest, body.size());
    if (!line) return line.error();
    if (*line == 0) break;
    taken += *line;
  }
  return taken;
}

/// Takes one line, CR LF included; 0 when it is not whole yet.
Checked<std::size_t> ChunkedBody::feed_line(std::string_view raw, std::size_t body_size) {
  const bool trailer = state_ == State::trailer;
  const bool data_end = state_ == State::data_end;
  const std::size_t most = trailer ? kMaxTrailerLine : data_end ? 2 : kMaxSizeLine;
  const std::size_t lf = raw.substr(0, most).find('\n');
  if (lf == raw.npos) {
    if (raw.size() < most) return std::size_t{0};
    if (data_end) return malformed("A chunk is longer than its size.");
    if (trailer) return Problem{Code::headers_too_large, "A trailer of the body is too long."};
    return malformed("A chunk's size line is too long.");
  }
  if (lf == 0 || raw[lf - 1] != '\r') return malformed("End a chunk's lines with CR LF.");
  const std::string_view line = raw.substr(0, lf - 1);
  if (data_end) {
    state_ = State::size;
    return lf + 1;
  }
  const auto fine = trailer ? take_trailer(line) : take_size(line, body_size);
  if (!fine) return fine.error();
  return lf + 1;
}

Checked<bool> ChunkedBody::take_size(std::string_view line, std::size_t body_size) {
  const char* const end = line.data() + line.size();
  const auto [stop, error] = std::from_chars(line.data(), end, left_, 16);
  if (error == std::errc::invalid_argument) {
    return malformed("A chunk's size is not a hexadecimal number.");
  }
  if (stop != end && *stop != ';') return malformed("Behind a chunk's size stands no ';'.");
  if (skip_value(stop, end) != end) {
    return malformed("A control character stands in a chunk extension.");
  }
  if (error == std::errc::result_out_of_range || left_ > max_body_ - body_size) {
    return Problem{Code::body_too_large,
                   "Send at most " + std::to_string(max_body_) + " bytes to this path."};
  }
  state_ = left_ == 0 ? State::trailer : State::data;
  return true;
}

Checked<bool> ChunkedBody::take_trailer(std::string_view line) {
  if (line.empty()) {
    state_ = State::done;
    return true;
  }
  if (++trailers_ > max_trailers_) {
    return Problem{Code::headers_too_large, "The body has too many trailers."};
  }
  if (!is_field_line(line)) return malformed("A trailer of the body is not a header field.");
  return true;
}

}  // namespace readcount::http
