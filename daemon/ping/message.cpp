#include "ping/message.hpp"

#include "ping/message_fields.hpp"
#include "ping/query_string.hpp"
#include "ping/text.hpp"

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

namespace readcount::ping {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxDepth = 16;

/// What Boost.JSON's parser calls while it reads a body; false stops it. No tree is built: a known
/// string goes straight into its field, all else is only looked at.
class BodyHandler {
 public:
  explicit BodyHandler(MessageFields::Form form) : fields_(form) {}

  // NOLINTBEGIN(readability-identifier-naming): the parser's names
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
  // NOLINTEND(readability-identifier-naming)

  bool on_document_begin(json::error_code& /*ec*/) { return true; }
  bool on_document_end(json::error_code& /*ec*/) { return true; }
  bool on_object_begin(json::error_code& ec) {
    if (depth_ > 0 && !other_value(ec)) return false;
    ++depth_;
    return true;
  }
  bool on_object_end(std::size_t /*n*/, json::error_code& /*ec*/) { return leave(); }
  bool on_array_begin(json::error_code& ec) {
    if (!other_value(ec)) return false;
    ++depth_;
    return true;
  }
  bool on_array_end(std::size_t /*n*/, json::error_code& /*ec*/) { return leave(); }

  bool on_key_part(json::string_view part, std::size_t /*n*/, json::error_code& /*ec*/) {
    return gather(part);
  }
  bool on_key(json::string_view part, std::size_t /*n*/, json::error_code& ec) {
    const auto name = whole(part);
    if (has_control(name)) return refuse_control(ec);
    if (depth_ == 1) {
      const auto field = fields_.begin(name);
      if (!field) return refuse(field.error(), ec);
      field_ = *field;
    }
    gathered_.clear();
    return true;
  }

  bool on_string_part(json::string_view part, std::size_t /*n*/, json::error_code& /*ec*/) {
    return gather(part);
  }
  bool on_string(json::string_view part, std::size_t /*n*/, json::error_code& ec) {
    if (depth_ == 0) return refuse_top(ec);
    const auto value = whole(part);
    if (has_control(value)) return refuse_control(ec);
    if (is_known()) {
      if (const auto done = fields_.set(field_, value); !done) return refuse(done.error(), ec);
    }
    gathered_.clear();
    return true;
  }

  bool on_number_part(json::string_view /*s*/, json::error_code& /*ec*/) { return true; }
  bool on_int64(std::int64_t i, json::string_view /*s*/, json::error_code& ec) {
    return number(static_cast<double>(i), ec);
  }
  bool on_uint64(std::uint64_t u, json::string_view /*s*/, json::error_code& ec) {
    return number(static_cast<double>(u), ec);
  }
  bool on_double(double d, json::string_view /*s*/, json::error_code& ec) { return number(d, ec); }
  bool on_bool(bool /*b*/, json::error_code& ec) { return other_value(ec); }
  bool on_null(json::error_code& ec) { return other_value(ec); }
  bool on_comment_part(json::string_view /*s*/, json::error_code& /*ec*/) { return true; }
  bool on_comment(json::string_view /*s*/, json::error_code& /*ec*/) { return true; }

  MessageFields& fields() noexcept { return fields_; }
  const std::optional<Problem>& refusal() const noexcept { return refusal_; }

 private:
  bool leave() noexcept {
    --depth_;
    return true;
  }

  // A string with escapes comes in parts.
  bool gather(std::string_view part) {
    gathered_ += part;
    return true;
  }
  std::string_view whole(std::string_view last) {
    if (gathered_.empty()) return last;
    gathered_ += last;
    return gathered_;
  }

  bool is_known() const noexcept { return depth_ == 1 && field_ != MessageFields::kUnknown; }

  bool number(double value, json::error_code& ec) {
    if (!is_known()) return other_value(ec);
    if (const auto done = fields_.set(field_, value); !done) return refuse(done.error(), ec);
    return true;
  }

  /// A value that is neither string nor number: right only where nothing is expected.
  bool other_value(json::error_code& ec) {
    if (depth_ == 0) return refuse_top(ec);
    return is_known() ? refuse(MessageFields::wrong_type(field_), ec) : true;
  }

  bool refuse_top(json::error_code& ec) {
    return refuse({Code::bad_json, "a ping must be one JSON object"}, ec);
  }
  bool refuse_control(json::error_code& ec) {
    return refuse({Code::control_character, "take the control characters out of the strings"}, ec);
  }
  bool refuse(Problem problem, json::error_code& ec) {
    refusal_ = std::move(problem);
    ec = json::error::exception;  // any error: it only stops the parser
    return false;
  }

  MessageFields fields_;
  std::size_t depth_ = 0;
  std::size_t field_ = MessageFields::kUnknown;  // that the next value at depth 1 belongs to
  std::string gathered_;
  std::optional<Problem> refusal_;
};

/// Whether a control character stands unescaped in a string: bad JSON as well, but the more
/// telling refusal.
bool has_raw_control_in_string(std::string_view body) noexcept {
  bool in_string = false;
  for (std::size_t at = 0; at < body.size(); ++at) {
    const char c = body[at];
    if (c == '"') in_string = !in_string;
    if (!in_string) continue;
    if (static_cast<unsigned char>(c) < 0x20) return true;
    if (c == '\\') ++at;
  }
  return false;
}

Problem syntax_problem(std::string_view body, const json::error_code& ec) {
  if (ec == json::error::too_deep) {
    return {Code::bad_json, "nest objects and arrays at most 16 deep"};
  }
  if (has_raw_control_in_string(body)) {
    return {Code::control_character, "take the control characters out of the strings"};
  }
  return {Code::bad_json, "a ping must be one JSON object: " + ec.message()};
}

Checked<Message> parse_as(MessageFields::Form form, std::string_view body) {
  if (!is_utf8(body)) return Problem{Code::bad_utf8, "a ping must be text in UTF-8"};
  json::parse_options options;
  options.max_depth = kMaxDepth;
  json::basic_parser<BodyHandler> parser(options, form);
  json::error_code ec;
  const auto consumed = parser.write_some(false, body.data(), body.size(), ec);
  if (!ec && consumed < body.size()) ec = json::error::extra_data;
  if (const auto& refusal = parser.handler().refusal()) return *refusal;
  if (ec) return syntax_problem(body, ec);
  return parser.handler().fields().take();
}

}  // namespace

Checked<Message> parse(std::string_view body) { return parse_as(MessageFields::Form::ping, body); }

Checked<Message> parse_line(std::string_view line) {
  return parse_as(MessageFields::Form::line, line);
}

Checked<Message> parse_query(std::string_view query, std::string_view referer) {
  const auto pairs = parse_query_string(query);
  if (!pairs) return pairs.error();
  MessageFields fields(MessageFields::Form::ping);
  for (const auto& [name, value] : *pairs) {
    const auto field = fields.begin(name);
    if (!field) return field.error();
    if (*field == MessageFields::kUnknown) continue;
    if (auto done = fields.set_written(*field, value); !done) return done.error();
  }
  if (auto checked = check_text(referer, "the Referer header"); !checked) return checked.error();
  fields.set_defaults("view", referer);
  return fields.take();
}

}  // namespace readcount::ping
