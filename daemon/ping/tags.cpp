#include "ping/tags.hpp"

#include "ping/query_string.hpp"
#include "ping/text.hpp"

#include <algorithm>

namespace readcount::ping {
namespace {

constexpr std::string_view kPrefix = "utm_";

/// A tag's value as text; empty if it is none. Long ones, and whole addresses that are cut at their
/// limit, may end within a character or within its encoding.
std::string text_of(std::string_view raw) {
  constexpr std::size_t kEncoded = 3;  // "%C3"
  bool is_cut = raw.size() > kEncoded * kMaxTag;
  if (is_cut) raw = raw.substr(0, kEncoded * kMaxTag);
  if (const auto percent = raw.rfind('%');
      percent != std::string_view::npos && raw.size() - percent < kEncoded) {
    raw = raw.substr(0, percent);
    is_cut = true;
  }
  auto text = decode_component(raw).value_or("");
  for (int i = 0; is_cut && i < 3 && !is_utf8(text); ++i) text.pop_back();
  if (!is_utf8(text) || has_control(text)) return {};
  // Some newsletters put the recipient's address here; it is not to be stored.
  if (text.find('@') != std::string::npos) return {};
  return std::string(cut(text, kMaxTag));
}

std::string* tag_named(std::string_view name, Tags& tags) noexcept {
  if (!name.starts_with(kPrefix)) return nullptr;
  name.remove_prefix(kPrefix.size());
  if (name == "source") return &tags.source;
  if (name == "medium") return &tags.medium;
  return name == "campaign" ? &tags.campaign : nullptr;
}

}  // namespace

Tags tags_of(std::string_view query) {
  Tags tags;
  if (query.find(kPrefix) == std::string_view::npos) return tags;
  while (const auto pair = take_pair(query)) {
    auto* const tag = tag_named(pair->name, tags);
    if (tag != nullptr && tag->empty()) *tag = text_of(pair->value);
  }
  return tags;
}

}  // namespace readcount::ping
