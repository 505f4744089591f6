#pragma once

#include "store/arguments.hpp"
#include "store/codec.hpp"
#include "store/failure.hpp"
#include "store/keys.hpp"
#include "tally/live.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What daemons tell each other of who is reading now, as pure functions: `live` and `live:PRODUCER`
// of SCHEMA.md.

namespace readcount::store {

/// The longest report, in bytes.
inline constexpr std::size_t kMostReportBytes = 1U << 20U;

/// What one daemon reports.
struct Report {
  std::string producer;
  tally::LiveCounts counts;  ///< sites, and articles, the most read first: the last may be cut off
};

/// Publishes a report, which vanishes by itself unless it is followed by another in time, and says
/// that there is one.
std::vector<Arguments> publish_report(const Keys& keys, const Report& report);

std::vector<Arguments> withdraw_report(const Keys& keys, std::string_view producer);

Arguments read_reporters(const Keys& keys);
Arguments read_report(const Keys& keys, std::string_view producer);

/// Of a daemon whose report has vanished: it is looked for no more.
Arguments forget_reporter(const Keys& keys, std::string_view producer);

/// The answer to read_reporters(): the producers.
Result<std::vector<std::string>> decode_reporters(const Reply& reply);

/// The answer to read_report(), if there is a report. A line that is none counts nothing: a newer
/// daemon's, perhaps.
Result<std::optional<tally::LiveCounts>> decode_report(const Reply& reply);

}  // namespace readcount::store
