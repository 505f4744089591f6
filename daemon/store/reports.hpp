#pragma once

#include "store/arguments.hpp"
#include "store/codec.hpp"
#include "store/failure.hpp"
#include "store/keys.hpp"
#include "tally/live.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What daemons tell each other of who is reading now, as pure functions: the hash `live` of
// SCHEMA.md.

namespace readcount::store {

/// The most that a daemon reports: so many articles, in so many bytes. What all daemons report
/// comes in one answer, and has to stay within what an answer may have (codec.hpp).
inline constexpr std::size_t kMostReported = 10'000;
inline constexpr std::size_t kMostBytes = 1U << 20U;

/// What one daemon reports. The number is another one each time, which shows that it is alive: no
/// clock of one machine is compared with that of another.
struct Report {
  std::string producer;
  std::uint64_t number = 0;
  tally::LiveCounts counts;
};

/// `counts` as a report has it: all sites, then of the articles the kMostReported most read.
tally::LiveCounts most_read(tally::LiveCounts counts);

Arguments publish_report(const Keys& keys, const Report& report);
Arguments withdraw_report(const Keys& keys, std::string_view producer);
Arguments read_reports(const Keys& keys);

/// Has the hash vanish with the last daemon.
Arguments let_reports_expire(const Keys& keys);

/// The answer to read_reports(). A line that is none counts nothing: a newer daemon's, perhaps.
Result<std::vector<Report>> decode_reports(const Reply& reply);

}  // namespace readcount::store
