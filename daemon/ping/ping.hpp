#pragma once

#include "base/clock.hpp"
#include "ping/article.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace readcount::ping {

/// The one outcome that every ping has (contract; label of readcount_pings_total).
enum class Outcome : std::uint8_t { counted, repeat, bot, prefetch, refused };

/// The outcome's word. Never freed.
constexpr std::string_view name_of(Outcome outcome) noexcept {
  constexpr std::string_view kNames[] = {"counted", "repeat", "bot", "prefetch", "refused"};
  return kNames[static_cast<std::size_t>(outcome)];
}

/// A keyed hash that stands for a reader during one day (reader.hpp). Not an identity.
using ReaderKey = std::uint64_t;

/// What a ping tells of a page view: that it began, how it goes on, or what happened in it.
enum class Kind : std::uint8_t { view, engage, event };

/// The kind's word: a ping's `type`. Never freed.
constexpr std::string_view name_of(Kind kind) noexcept {
  constexpr std::string_view kNames[] = {"view", "engage", "event"};
  return kNames[static_cast<std::size_t>(kind)];
}

/// What a page says of its article; "" = not said.
struct Metadata {
  std::string title;
  std::string section;
  std::string author;
  std::string published;  ///< as the page writes it
};

/// Where a view came from and what it is seen with; "" = unknown.
struct Sources {
  std::string referrer;  ///< host of the page before; "" also for the site's own pages
  std::string channel;   ///< direct, internal, search, social, mail, campaign or other
  std::string campaign;  ///< "source / medium / campaign"
  std::string device;    ///< desktop, phone, tablet, tv or other
  std::string country;   ///< two letters, upper case
  std::string language;  ///< primary subtag, lower case
};

/// Running totals of one page view, so that a message that comes twice or late changes nothing.
struct Engagement {
  std::uint32_t engaged = 0;   ///< seconds, at most kMaxEngaged
  std::uint32_t reported = 0;  ///< of these, what was sent before; at most `engaged`
  std::uint8_t scroll = 0;     ///< the deepest quarter seen: 0, 25, 50, 75 or 100
};

/// The most engaged seconds that one page view can have: a day.
inline constexpr std::uint32_t kMaxEngaged = 86400;

/// An accepted message of a page on its way to the pipeline. Owns its strings.
struct Ping {
  Kind kind = Kind::view;
  std::optional<Outcome> set_aside;  ///< `bot` or `prefetch`: then kind, times and article are all
  Article article;
  std::string reader;  ///< what identifies the reader before hashing (reader.hpp); never stored
  Time at{};           ///< when it arrived
  std::optional<Time> past;  ///< when it happened, of one that is told afterwards: never live
  std::uint64_t view = 0;    ///< hash of the page view's id; 0: none was sent
  Metadata about;            ///< of a view
  Sources sources;           ///< of a view
  Engagement engagement;     ///< of an engage
  std::string event;         ///< the name, of an event

  Time happened() const noexcept { return past.value_or(at); }
};

}  // namespace readcount::ping
