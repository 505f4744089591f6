#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace readcount::ping {

/// The way by which a reader came to a page.
enum class Channel : std::uint8_t { direct, internal, search, social, mail, campaign, other };

/// The channel's word. Never freed.
constexpr std::string_view name_of(Channel channel) noexcept {
  constexpr std::string_view kNames[] = {"direct", "internal", "search", "social",
                                         "mail",   "campaign", "other"};
  return kNames[static_cast<std::size_t>(channel)];
}

/// Which hosts and tags belong to which channel: the rules of channels.txt, which describes their
/// form. Immutable; any thread.
class Channels {
 public:
  /// `rules` outlives the object. Throws std::invalid_argument, naming the line, at one that is no
  /// rule and at a word that stands twice.
  explicit Channels(std::string_view rules);

  /// The channel of the longest rule that fits a host. Precondition: folded (host.hpp).
  std::optional<Channel> of_host(std::string_view host) const;

  /// The channels of the values of utm_medium and utm_source, in any case.
  std::optional<Channel> of_medium(std::string_view medium) const;
  std::optional<Channel> of_source(std::string_view source) const;

 private:
  using Table = boost::unordered_flat_map<std::string_view, Channel>;

  void add_rule(std::string_view line);

  Table hosts_;
  Table families_;  // "google" of "google.*"
  Table mediums_;
  Table sources_;
};

/// channels.txt as it was compiled in. Never freed.
std::string_view channels_text() noexcept;

/// The rules of channels_text(), read at the first call. Never freed.
const Channels& built_in_channels();

}  // namespace readcount::ping
