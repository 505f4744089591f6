#include "ping/sites.hpp"

#include "ping/text.hpp"

#include <boost/container_hash/hash.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace readcount::ping {
namespace {

constexpr std::size_t kMaxHost = 253;  // RFC 1035, as text
constexpr std::string_view kWww = "www.";

constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool is_name_byte(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

constexpr bool is_ipv6_byte(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == ':' || c == '.';
}

/// The one spelling of a host, on the stack.
class FoldedHost {
 public:
  explicit FoldedHost(std::string_view host) noexcept {
    if (host.ends_with('.')) host.remove_suffix(1);
    if (host.size() > kMaxHost) return;
    std::transform(host.begin(), host.end(), bytes_.begin(), lower);
    text_ = {bytes_.data(), host.size()};
    if (text_.starts_with(kWww) && text_.substr(kWww.size()).find('.') != std::string_view::npos) {
      text_.remove_prefix(kWww.size());
    }
  }
  FoldedHost(const FoldedHost&) = delete;
  FoldedHost& operator=(const FoldedHost&) = delete;

  std::string_view text() const noexcept { return text_; }  ///< empty for what is too long

 private:
  std::array<char, kMaxHost> bytes_;
  std::string_view text_;
};

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

}  // namespace

std::size_t Sites::Hash::operator()(std::string_view host) const noexcept {
  return boost::hash<std::string_view>{}(host);
}

Sites::Sites(std::vector<SiteRule> rules) : rules_(std::move(rules)) {
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    auto& rule = rules_[i];
    claim(rule.host, i);
    for (const auto& alias : rule.aliases) claim(alias, i);
    rule.host = FoldedHost(rule.host).text();
  }
}

void Sites::claim(const std::string& host, std::size_t rule) {
  const FoldedHost folded(host);
  if (!is_host(folded.text())) {
    throw std::invalid_argument(in_quotes(host) +
                                " is not a site's host: write it as in an address, without "
                                "scheme, port and path, international names in their ASCII form "
                                "(xn--…)");
  }
  const auto [known, added] = by_host_.try_emplace(std::string(folded.text()), rule);
  if (!added && known->second != rule) {
    throw std::invalid_argument("the host " + host + " belongs to two sites, " +
                                rules_[known->second].host + " and " + rules_[rule].host +
                                ": take it out of one");
  }
}

std::optional<SiteMatch> Sites::find(std::string_view host) const {
  const FoldedHost folded(host);
  if (rules_.empty()) {
    if (!is_loopback(folded.text()) || !is_host(folded.text())) return std::nullopt;
    return SiteMatch{std::string(folded.text()), {}};
  }
  const auto known = by_host_.find(folded.text());
  if (known == by_host_.end()) return std::nullopt;
  const auto& rule = rules_[known->second];
  return SiteMatch{rule.host, rule.keep_query};
}

bool is_loopback(std::string_view host) noexcept {
  const FoldedHost folded(host);
  const auto name = folded.text();
  return name == "localhost" || name.ends_with(".localhost") || name == "127.0.0.1" ||
         name == "[::1]";
}

}  // namespace readcount::ping
