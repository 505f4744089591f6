#include "ping/host.hpp"

#include "ping/ascii.hpp"

#include <algorithm>

namespace readcount::ping {
namespace {

constexpr std::string_view kWww = "www.";

constexpr bool is_name_byte(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

constexpr bool is_ipv6_byte(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == ':' || c == '.';
}

}  // namespace

FoldedHost::FoldedHost(std::string_view host) noexcept {
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host.size() > kMaxHost) return;
  std::transform(host.begin(), host.end(), bytes_.begin(), lower);
  text_ = {bytes_.data(), host.size()};
  if (text_.starts_with(kWww) && text_.substr(kWww.size()).find('.') != std::string_view::npos) {
    text_.remove_prefix(kWww.size());
  }
}

bool is_host(std::string_view folded) noexcept {
  if (folded.starts_with('[')) {
    const auto inner = folded.substr(1, folded.size() - 2);
    return folded.size() > 2 && folded.ends_with(']') &&
           std::all_of(inner.begin(), inner.end(), is_ipv6_byte);
  }
  return !folded.empty() && !folded.starts_with('.') &&
         folded.find("..") == std::string_view::npos &&
         std::all_of(folded.begin(), folded.end(), is_name_byte);
}

}  // namespace readcount::ping
