#include "http/message.hpp"

#include "base/log.hpp"
#include "http/strict.hpp"

namespace readcount::http {
namespace {

/// The length of the UTF-8 character at the front of `text`; 0 when there is none.
std::size_t utf8_character(std::string_view text) noexcept {
  const auto byte = [text](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto follows = [&byte](std::size_t i, unsigned low = 0x80, unsigned high = 0xbf) {
    return byte(i) >= low && byte(i) <= high;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first < 0xc2) return 0;
  if (first < 0xe0) return follows(1) ? 2 : 0;
  if (first < 0xf0) {  // neither overlong forms nor surrogates
    const bool second = follows(1, first == 0xe0 ? 0xa0 : 0x80, first == 0xed ? 0x9f : 0xbf);
    return second && follows(2) ? 3 : 0;
  }
  if (first > 0xf4) return 0;
  const bool second = follows(1, first == 0xf0 ? 0x90 : 0x80, first == 0xf4 ? 0x8f : 0xbf);
  return second && follows(2) && follows(3) ? 4 : 0;
}

std::string as_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t size = utf8_character(text);
    if (size == 0) {
      out += "\xef\xbf\xbd";
    } else {
      out += text.substr(0, size);
    }
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return out;
}

}  // namespace

std::string_view Request::header(std::string_view name) const noexcept {
  for (const Header& field : headers) {
    if (same_word(field.name, name)) return field.value;
  }
  return {};
}

Response problem_response(const Problem& problem) {
  Response response;
  response.status = status_of(problem.code);
  response.content_type = "application/problem+json";
  response.body.append(R"({"type":"about:blank","title":")")
      .append(escaped(title_of(problem.code)))
      .append(R"(","status":)")
      .append(std::to_string(response.status))
      .append(R"(,"code":")")
      .append(name_of(problem.code))
      .append(R"(","detail":")")
      .append(escaped(as_utf8(problem.detail)))
      .append("\"}");
  if (response.status == 503) response.headers.emplace_back("Retry-After", "1");
  if (response.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

}  // namespace readcount::http
