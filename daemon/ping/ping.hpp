#pragma once

#include "base/clock.hpp"
#include "ping/article.hpp"

#include <cstdint>
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

/// An accepted page load on its way to the pipeline. Owns its strings.
struct Ping {
  Article article;
  std::string reader;  ///< what identifies the reader before hashing (reader.hpp); never stored
  Time at{};           ///< when it arrived
};

}  // namespace readcount::ping
