#include "ping/source.hpp"

#include "ping/channels.hpp"
#include "ping/host.hpp"
#include "ping/tags.hpp"

#include <algorithm>

namespace readcount::ping {
namespace {

/// The query of the page as it was opened.
std::string_view query_of(const Message& message) noexcept {
  std::string_view query = message.query;
  if (query.empty()) {
    const std::string_view url = message.url;
    query = url.substr(std::min(url.find('?'), url.size()));
    query = query.substr(0, query.find('#'));
  }
  if (query.starts_with('?')) query.remove_prefix(1);
  return query;
}

/// The host in a referrer, which a browser wrote: no port, no user. Empty where there is none.
std::string_view host_in(std::string_view address) noexcept {
  constexpr std::string_view kSlashes = "://";
  const auto scheme = address.find(kSlashes);
  if (scheme == std::string_view::npos) return {};
  address.remove_prefix(scheme + kSlashes.size());
  const auto* const end = std::find_if(address.begin(), address.end(),
                                       [](char c) { return c == '/' || c == '?' || c == '#'; });
  address = {address.begin(), end};
  if (const auto user = address.rfind('@'); user != std::string_view::npos) {
    address.remove_prefix(user + 1);
  }
  const auto bracket = std::min(address.find(']'), address.size());
  const auto behind = address.starts_with('[') ? bracket : 0;
  return address.substr(0, address.find(':', behind));
}

/// "source / medium / campaign".
std::string campaign_of(const Tags& tags) {
  std::string name;
  name.reserve(tags.source.size() + tags.medium.size() + tags.campaign.size() + 8);
  for (const auto* tag : {&tags.source, &tags.medium, &tags.campaign}) {
    if (!name.empty()) name += " / ";
    name += tag->empty() ? "-" : *tag;
  }
  return name;
}

}  // namespace

void note_source(const Message& message, std::string_view site, const Sites& sites, Sources& into) {
  const auto& channels = built_in_channels();
  const auto tags = tags_of(query_of(message));
  std::optional<Channel> channel;
  if (!tags.empty()) {
    into.campaign = campaign_of(tags);
    channel = channels.of_medium(tags.medium);
    if (!channel) channel = channels.of_source(tags.source);
  }

  const FoldedHost before(host_in(message.referrer));
  const bool is_known = is_host(before.text());
  const auto match = is_known ? sites.find(before.text()) : std::nullopt;
  const bool is_own = match && match->name == site;
  if (is_known && !is_own) {
    into.referrer = before.text();
    if (!channel) channel = channels.of_host(before.text());
  } else if (is_own && !channel) {
    channel = Channel::internal;
  }
  if (!channel) {
    channel = message.referrer.empty() && tags.empty() ? Channel::direct : Channel::other;
  }
  into.channel = name_of(*channel);
}

}  // namespace readcount::ping
