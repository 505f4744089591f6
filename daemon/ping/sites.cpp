#include "ping/sites.hpp"

#include "ping/host.hpp"
#include "ping/text.hpp"

#include <boost/container_hash/hash.hpp>

#include <stdexcept>

namespace readcount::ping {

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

std::optional<std::string> Sites::only() const {
  if (rules_.empty()) return "localhost";
  if (rules_.size() > 1) return std::nullopt;
  return rules_.front().host;
}

bool is_loopback(std::string_view host) noexcept {
  const FoldedHost folded(host);
  const auto name = folded.text();
  return name == "localhost" || name.ends_with(".localhost") || name == "127.0.0.1" ||
         name == "[::1]";
}

}  // namespace readcount::ping
