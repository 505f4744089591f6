#include "ping/message_fields.hpp"

#include "base/number.hpp"
#include "ping/address.hpp"
#include "ping/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

namespace readcount::ping {
namespace {

constexpr std::size_t kMaxNames = 64;  // the unknown ones are searched linearly
constexpr std::size_t kNoLimit = static_cast<std::size_t>(-1);

struct Field {
  std::string_view name;
  std::string Message::*text;  // none for numbers, and for `type`, which is not kept
  std::size_t limit;           // cut there
  bool is_refused = false;     // instead, because a piece of it would be another
};

constexpr std::size_t kType = 0;
constexpr std::size_t kIp = 10;       // the first of those that only lines have
constexpr std::size_t kTime = 13;     // and the last
constexpr std::size_t kEngaged = 14;  // the first of the numbers
constexpr std::size_t kReported = 15;
constexpr std::size_t kScroll = 16;
constexpr std::size_t kMaxShortText = 64;  // addresses and times are shorter
constexpr std::array<Field, MessageFields::kUnknown> kFields{{
    {"type", nullptr, kNoLimit},
    {"url", &Message::url, kNoLimit},
    {"view", &Message::view, kMaxViewId, true},
    {"title", &Message::title, kMaxDisplayText},
    {"referrer", &Message::referrer, kMaxUrl},
    {"section", &Message::section, kMaxDisplayText},
    {"author", &Message::author, kMaxDisplayText},
    {"published", &Message::published, kMaxDisplayText},
    {"query", &Message::query, kMaxQuery},
    {"name", &Message::name, kMaxEventName, true},
    {"ip", &Message::ip, kMaxShortText, true},
    {"user_agent", &Message::user_agent, kNoLimit},
    {"language", &Message::language, kMaxDisplayText},
    {"time", &Message::time, kMaxShortText, true},
    {"engaged", nullptr, 0},
    {"reported", nullptr, 0},
    {"scroll", nullptr, 0},
}};
static_assert(kFields[kType].name == "type" && kFields[kIp].name == "ip" &&
              kFields[kTime].name == "time" && kFields[kEngaged].name == "engaged" &&
              kFields[kReported].name == "reported" && kFields[kScroll].name == "scroll");

constexpr bool is_number(std::size_t field) noexcept { return field >= kEngaged; }
constexpr bool is_of_lines(std::size_t field) noexcept { return field >= kIp && field <= kTime; }

/// Whether a number is one of those that its field takes. Not so is what is no number (NaN).
bool fits(std::size_t field, double number) noexcept {
  constexpr double kQuarter = 25;
  constexpr double kWhole = 100;
  const double most = field == kScroll ? kWhole : kMaxEngaged;
  if (!(number >= 0 && number <= most)) return false;
  return std::fmod(number, field == kScroll ? kQuarter : 1) == 0;
}

Problem missing(std::string detail) { return {Code::missing_parameter, std::move(detail)}; }

}  // namespace

Checked<std::size_t> MessageFields::begin(std::string_view name) {
  const auto* const known = std::find_if(kFields.begin(), kFields.end(),
                                         [name](const Field& field) { return field.name == name; });
  auto field = static_cast<std::size_t>(known - kFields.begin());
  if (form_ == Form::ping && is_of_lines(field)) field = kUnknown;
  const bool again = field == kUnknown
                         ? std::find(unknown_.begin(), unknown_.end(), name) != unknown_.end()
                         : seen_[field];
  if (again) return Problem{Code::duplicate_key, "send " + in_quotes(name) + " once only"};
  if (seen_.count() + unknown_.size() == kMaxNames) {
    return Problem{Code::bad_json, "send at most 64 keys"};
  }
  if (field == kUnknown) {
    unknown_.emplace_back(name);
  } else {
    seen_.set(field);
  }
  return field;
}

Checked<void> MessageFields::set(std::size_t field, std::string_view text) {
  if (is_number(field)) return wrong_type(field);
  const auto& [name, target, limit, is_refused] = kFields[field];
  if (is_refused && text.size() > limit) {
    return Problem{Code::bad_parameter,
                   in_quotes(name) + " must have at most " + std::to_string(limit) + " bytes"};
  }
  (target == nullptr ? type_ : message_.*target) = cut(text, limit);
  return {};
}

Checked<void> MessageFields::set(std::size_t field, double number) {
  if (field == kTime) return set_time(number);
  if (!is_number(field)) return wrong_type(field);
  if (!fits(field, number)) {
    const auto* const what = field == kScroll ? " must be 0, 25, 50, 75 or 100"
                                              : " must be whole seconds, from 0 to 86400 (a day)";
    return Problem{Code::bad_parameter, in_quotes(kFields[field].name) + what};
  }
  auto& [engaged, reported, scroll] = message_.engagement;
  if (field == kEngaged) engaged = static_cast<std::uint32_t>(number);
  if (field == kReported) reported = static_cast<std::uint32_t>(number);
  if (field == kScroll) scroll = static_cast<std::uint8_t>(number);
  return {};
}

Checked<void> MessageFields::set_time(double milliseconds) {
  constexpr double kExact = 9007199254740992;  // up to 2^53 each whole number is a double
  if (!(std::abs(milliseconds) < kExact)) {
    return Problem{Code::bad_parameter, R"("time" must be milliseconds since 1970)"};
  }
  message_.time = std::to_string(static_cast<std::int64_t>(milliseconds));
  return {};
}

Checked<void> MessageFields::set_written(std::size_t field, std::string_view value) {
  if (!is_number(field)) return set(field, value);
  const auto digits = whole_number<std::uint32_t>(value);
  return set(field, digits ? static_cast<double>(*digits) : -1.0);  // what is no number fits none
}

Problem MessageFields::wrong_type(std::size_t field) {
  const auto* const type = field == kTime     ? " takes a string or a number"
                           : is_number(field) ? " takes a number, without quotes"
                                              : " takes a string";
  return {Code::wrong_type, in_quotes(kFields[field].name) + type};
}

void MessageFields::set_defaults(std::string_view type, std::string_view url) {
  if (!seen_[kType]) type_ = type;
  if (message_.url.empty()) message_.url = url;
}

Checked<void> MessageFields::check_kind() {
  for (const auto kind : {Kind::view, Kind::engage, Kind::event}) {
    if (type_ != name_of(kind)) continue;
    message_.kind = kind;
    return {};
  }
  return Problem{Code::unknown_type,
                 R"(send a "type" of "view", "engage" or "event", not )" + in_quotes(type_)};
}

Checked<void> MessageFields::check_engage() const {
  if (message_.view.empty()) {
    return missing(R"(an engage needs "view", the id that its page's view was sent with)");
  }
  if (!seen_[kEngaged]) {
    return missing(R"(an engage needs "engaged", the view's engaged seconds so far)");
  }
  if (message_.engagement.reported > message_.engagement.engaged) {
    return Problem{Code::bad_parameter,
                   R"("reported" is a part of "engaged": it must not be greater)"};
  }
  return {};
}

Checked<Message> MessageFields::take() {
  if (const auto checked = check_kind(); !checked) return checked.error();
  if (message_.url.empty()) {
    return Problem{Code::missing_url, "send the article's whole address as \"url\""};
  }
  if (message_.kind == Kind::engage) {
    if (const auto checked = check_engage(); !checked) return checked.error();
  }
  if (message_.kind == Kind::event && message_.name.empty()) {
    return missing(R"(an event needs "name", in 1 to 64 bytes)");
  }
  return std::move(message_);
}

}  // namespace readcount::ping
