#include "http/strict.hpp"

#include "http/characters.hpp"

#include <algorithm>
#include <limits>
#include <optional>

namespace readcount::http {
namespace {

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }

std::string_view trimmed(const char* first, const char* last) noexcept {
  while (first != last && is_blank(*first)) ++first;
  while (first != last && is_blank(last[-1])) --last;
  return {first, static_cast<std::size_t>(last - first)};
}

/// One pass over a header. Every step returns true (done, go on), false (the bytes end here; or
/// refused, and then problem_ says why).
class HeadPass {
 public:
  HeadPass(std::string_view raw, const Limits& limits, Head& head)
      : raw_(raw), at_(raw.data()), end_(raw.data() + raw.size()), limits_(limits), head_(head) {}

  Checked<bool> run() {
    const bool whole = skip_empty_line() && request_line() && fields();
    if (problem_) return *std::move(problem_);
    if (!whole) {
      if (raw_.size() < limits_.header_bytes) return false;
      return Problem{Code::headers_too_large, too_large_detail()};
    }
    head_.size = static_cast<std::size_t>(at_ - raw_.data());
    if (head_.size > limits_.header_bytes) {
      return Problem{Code::headers_too_large, too_large_detail()};
    }
    if (!agrees()) return *std::move(problem_);
    return true;
  }

 private:
  bool refuse(Code code, std::string detail) {
    problem_ = Problem{code, std::move(detail)};
    return false;
  }
  bool malformed(std::string_view detail) { return refuse(Code::bad_request, std::string(detail)); }

  std::string too_large_detail() const {
    return "Keep the request line and the header fields below " +
           std::to_string(limits_.header_bytes) + " bytes.";
  }

  /// Takes CRLF; anything else at this place is `wrong`.
  bool line_end(std::string_view wrong) {
    if (at_ == end_) return false;
    if (*at_ == '\n') return malformed("End every line of the header with CR LF, not with LF.");
    if (*at_ != '\r') return malformed(wrong);
    if (end_ - at_ < 2) return false;
    if (at_[1] != '\n') return malformed("A CR stands in the header without its LF.");
    at_ += 2;
    return true;
  }

  // Some old clients send an empty line after a body (RFC 9112 2.2).
  bool skip_empty_line() { return at_ == end_ || *at_ != '\r' || line_end({}); }

  bool request_line() {
    const char* const method = at_;
    at_ = skip(token_character, at_, end_);
    if (at_ == end_) return false;
    if (*at_ != ' ' || at_ == method) return malformed("The method is not a token.");
    head_.method = {method, static_cast<std::size_t>(at_ - method)};
    const char* const target = ++at_;
    at_ = skip(target_character, at_, end_);
    const std::string_view whole(target, static_cast<std::size_t>(at_ - target));
    if (whole.size() > limits_.target_bytes) {
      return refuse(Code::target_too_long, "Keep the request target below " +
                                               std::to_string(limits_.target_bytes) + " bytes.");
    }
    if (at_ == end_) return false;
    if (*at_ != ' ') return malformed("The request line is not 'METHOD target HTTP/1.1'.");
    ++at_;
    return version() && take_target(whole);
  }

  bool version() {
    constexpr std::string_view kName = "HTTP/1.";
    constexpr std::size_t kSize = kName.size() + 1;
    const std::string_view rest(at_, static_cast<std::size_t>(end_ - at_));
    const std::string_view name = rest.substr(0, kSize);
    const std::size_t alike = std::min(name.size(), kName.size() - 2);
    if (name.substr(0, alike) != kName.substr(0, alike)) {
      return malformed("The request line does not end in HTTP/1.1.");
    }
    if (rest.size() < kSize) return false;
    if (!name.starts_with(kName) || (name.back() != '0' && name.back() != '1')) {
      return refuse(Code::unsupported_version, "Speak HTTP/1.1 or HTTP/1.0.");
    }
    head_.http_1_0 = name.back() == '0';
    at_ += kSize;
    if (at_ != end_ && *at_ != '\r' && *at_ != '\n') {
      return refuse(Code::unsupported_version, "Speak HTTP/1.1 or HTTP/1.0.");
    }
    return line_end({});
  }

  bool take_target(std::string_view target) {
    const bool asterisk = target == "*" && head_.method == "OPTIONS";
    if (!target.starts_with('/') && !asterisk) {
      return malformed("The request target must begin with a slash.");
    }
    const std::size_t mark = target.find('?');
    head_.path = target.substr(0, mark);
    head_.query = mark == target.npos ? std::string_view() : target.substr(mark + 1);
    return true;
  }

  bool fields() {
    while (at_ != end_) {
      if (*at_ == '\r' || *at_ == '\n') return line_end({});
      if (head_.headers.size() == limits_.headers) {
        return refuse(Code::headers_too_large,
                      "Send at most " + std::to_string(limits_.headers) + " header fields.");
      }
      if (!field()) return false;
    }
    return false;
  }

  bool field() {
    if (is_blank(*at_)) return malformed("A header field goes on in a second line (obs-fold).");
    const char* const name = at_;
    at_ = skip(token_character, at_, end_);
    if (at_ == end_) return false;
    if (is_blank(*at_)) return malformed("White space stands before a field's colon.");
    if (*at_ != ':' || at_ == name) return malformed("A header field has no valid name.");
    const char* const colon = at_;
    at_ = skip_value(colon + 1, end_);
    const char* const stop = at_;
    if (!line_end("A control character stands in a header field.")) return false;
    head_.headers.push_back(
        {{name, static_cast<std::size_t>(colon - name)}, trimmed(colon + 1, stop)});
    return take_field(head_.headers.back());
  }

  /// Notes the fields on which the message's framing and the connection depend.
  bool take_field(const Header& field) {
    switch (field.name.size()) {
      case 4:
        return !same_word(field.name, "host") || take_host(field.value);
      case 6:
        if (same_word(field.name, "expect") && same_word(field.value, "100-continue")) {
          head_.expects_continue = !head_.http_1_0;
        }
        return true;
      case 10:
        return !same_word(field.name, "connection") || take_connection(field.value);
      case 14:
        return !same_word(field.name, "content-length") || take_length(field.value);
      case 17:
        if (same_word(field.name, "transfer-encoding")) {
          head_.chunked = codings_++ == 0 && same_word(field.value, "chunked");
        }
        return true;
      default:
        return true;
    }
  }

  bool take_host(std::string_view value) {
    if (++hosts_ > 1) return malformed("Send Host once.");
    const bool valid =
        std::all_of(value.begin(), value.end(), [](char c) { return is(host_character, c); });
    return valid || malformed("The Host field is not a host.");
  }

  bool take_length(std::string_view value) {
    if (++lengths_ > 1) return malformed("Send Content-Length once.");
    if (value.empty()) return malformed("Content-Length has digits only.");
    constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
    for (const char c : value) {
      if (c < '0' || c > '9') return malformed("Content-Length has digits only.");
      const bool fits = head_.length <= (kMost - 9) / 10;
      head_.length = fits ? head_.length * 10 + static_cast<std::uint64_t>(c - '0') : kMost;
    }
    return true;
  }

  bool take_connection(std::string_view list) {
    while (!list.empty()) {
      const std::size_t comma = std::min(list.find(','), list.size());
      const std::string_view option = trimmed(list.data(), list.data() + comma);
      const char* const end = option.data() + option.size();
      if (skip(token_character, option.data(), end) != end) {
        return malformed("Connection is not a list of words.");
      }
      head_.wants_close = head_.wants_close || same_word(option, "close");
      head_.wants_keep_alive = head_.wants_keep_alive || same_word(option, "keep-alive");
      list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return true;
  }

  /// Whether the fields go together.
  bool agrees() {
    if (hosts_ == 0 && !head_.http_1_0) return malformed("Send a Host field.");
    if (codings_ == 0) return true;
    if (lengths_ > 0) return malformed("Send Content-Length or Transfer-Encoding, not both.");
    if (head_.http_1_0) return malformed("HTTP/1.0 has no Transfer-Encoding.");
    if (!head_.chunked) {
      return refuse(Code::unsupported_encoding, "The one Transfer-Encoding understood is chunked.");
    }
    return true;
  }

  std::string_view raw_;
  const char* at_;
  const char* end_;
  const Limits& limits_;
  Head& head_;
  std::optional<Problem> problem_;
  int hosts_ = 0;
  int lengths_ = 0;
  int codings_ = 0;
};

}  // namespace

Checked<bool> read_head(std::string_view raw, const Limits& limits, Head& head) {
  std::vector<Header> memory = std::move(head.headers);
  memory.clear();
  head = Head{};
  head.headers = std::move(memory);
  return HeadPass(raw, limits, head).run();
}

bool is_field_line(std::string_view line) noexcept {
  const char* const end = line.data() + line.size();
  const char* const colon = skip(token_character, line.data(), end);
  return colon != line.data() && colon != end && *colon == ':' && skip_value(colon + 1, end) == end;
}

bool same_word(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace readcount::http
