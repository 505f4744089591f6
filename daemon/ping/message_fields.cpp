#include "ping/message_fields.hpp"

#include "ping/address.hpp"
#include "ping/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace readcount::ping {
namespace {

constexpr std::size_t kMaxUnknown =
    56;  // with the known ones: 64 names; they are searched linearly
constexpr std::size_t kNoLimit = static_cast<std::size_t>(-1);

struct Field {
  std::string_view name;
  std::string Message::*text;  // none for `type`, which is not kept
  std::size_t limit;           // cut there
};

constexpr std::size_t kType = 0;
constexpr std::array<Field, MessageFields::kUnknown> kFields{{
    {"type", nullptr, kNoLimit},
    {"url", &Message::url, kNoLimit},
    {"view", &Message::view, kNoLimit},
    {"title", &Message::title, kMaxDisplayText},
    {"referrer", &Message::referrer, kMaxUrl},
    {"section", &Message::section, kMaxDisplayText},
    {"author", &Message::author, kMaxDisplayText},
    {"published", &Message::published, kMaxDisplayText},
}};

}  // namespace

Checked<std::size_t> MessageFields::begin(std::string_view name) {
  const auto* const known = std::find_if(kFields.begin(), kFields.end(),
                                         [name](const Field& field) { return field.name == name; });
  const auto field = static_cast<std::size_t>(known - kFields.begin());
  const bool again = field == kUnknown
                         ? std::find(unknown_.begin(), unknown_.end(), name) != unknown_.end()
                         : seen_[field];
  if (again) return Problem{Code::duplicate_key, "send " + in_quotes(name) + " once only"};
  if (field != kUnknown) {
    seen_.set(field);
  } else if (unknown_.size() < kMaxUnknown) {
    unknown_.emplace_back(name);
  } else {
    return Problem{Code::bad_json, "send fewer keys than 64"};
  }
  return field;
}

Checked<void> MessageFields::set(std::size_t field, std::string_view value) {
  const auto& [name, text, limit] = kFields[field];
  auto& target = text == nullptr ? type_ : message_.*text;
  if (text == &Message::view && value.size() > kMaxViewId) {
    return Problem{Code::bad_parameter, "\"view\" must have at most 64 bytes"};
  }
  target = cut(value, limit);
  return {};
}

void MessageFields::set_defaults(std::string_view type, std::string_view url) {
  if (!seen_[kType]) type_ = type;
  if (message_.url.empty()) message_.url = url;
}

Checked<Message> MessageFields::take() {
  if (type_ != "view") {
    return Problem{Code::unknown_type,
                   "this version takes pings of \"type\":\"view\" only, not " + in_quotes(type_)};
  }
  if (message_.url.empty()) {
    return Problem{Code::missing_url, "send the article's whole address as \"url\""};
  }
  return std::move(message_);
}

}  // namespace readcount::ping
