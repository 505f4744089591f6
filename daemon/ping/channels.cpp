#include "ping/channels.hpp"

#include "ping/ascii.hpp"
#include "ping/text.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace readcount::ping {
namespace {

constexpr std::size_t kMaxWord = 64;  // no word of a rule is longer
constexpr std::string_view kAnyEnding = ".*";

/// Takes the first word off the front of a line; empty at its end.
std::string_view take_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  const auto word = line.substr(0, line.find(' '));
  line.remove_prefix(word.size());
  return word;
}

std::optional<Channel> channel_named(std::string_view name) {
  for (auto i = 0U; i <= static_cast<unsigned>(Channel::other); ++i) {
    if (name_of(static_cast<Channel>(i)) == name) return static_cast<Channel>(i);
  }
  return std::nullopt;
}

/// Whether a registry may have given out names below this: "de", "com.tr".
bool is_ending(std::string_view text) {
  constexpr std::size_t kShort = 3;
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return text.size() >= 2;
  return dot <= kShort && text.size() - dot - 1 <= kShort;
}

template <class Table>
std::optional<Channel> find(const Table& table, std::string_view word) {
  const auto found = table.find(word);
  if (found == table.end()) return std::nullopt;
  return found->second;
}

template <class Table>
std::optional<Channel> find_in_any_case(const Table& table, std::string_view word) {
  if (word.size() > kMaxWord) return std::nullopt;
  std::array<char, kMaxWord> folded{};
  std::transform(word.begin(), word.end(), folded.begin(), lower);
  return find(table, {folded.data(), word.size()});
}

}  // namespace

Channels::Channels(std::string_view rules) {
  while (!rules.empty()) {
    const auto line = rules.substr(0, rules.find('\n'));
    rules.remove_prefix(std::min(line.size() + 1, rules.size()));
    if (!line.empty() && !line.starts_with('#')) add_rule(line);
  }
}

void Channels::add_rule(std::string_view line) {
  const auto wrong = [whole = std::string(line)](const char* what) {
    return std::invalid_argument(std::string(what) + " in " + in_quotes(whole));
  };
  const auto channel = channel_named(take_word(line));
  const auto kind = take_word(line);
  auto* const table = kind == "host"     ? &hosts_
                      : kind == "medium" ? &mediums_
                      : kind == "source" ? &sources_
                                         : nullptr;
  if (!channel || table == nullptr) throw wrong("no channel or kind");
  for (auto word = take_word(line); !word.empty(); word = take_word(line)) {
    const bool is_family = table == &hosts_ && word.ends_with(kAnyEnding);
    if (is_family) word.remove_suffix(kAnyEnding.size());
    const bool is_new = (is_family ? families_ : *table).emplace(word, *channel).second;
    if (!is_new || word.size() > kMaxWord) throw wrong("a word that is too long or stands twice");
  }
}

std::optional<Channel> Channels::of_host(std::string_view host) const {
  while (!host.empty()) {
    if (const auto channel = find(hosts_, host)) return channel;
    const auto label = host.substr(0, host.find('.'));
    host.remove_prefix(std::min(label.size() + 1, host.size()));
    if (!is_ending(host)) continue;
    if (const auto channel = find(families_, label)) return channel;
  }
  return std::nullopt;
}

std::optional<Channel> Channels::of_medium(std::string_view medium) const {
  return find_in_any_case(mediums_, medium);
}

std::optional<Channel> Channels::of_source(std::string_view source) const {
  return find_in_any_case(sources_, source);
}

const Channels& built_in_channels() {
  static const Channels kChannels(channels_text());
  return kChannels;
}

}  // namespace readcount::ping
