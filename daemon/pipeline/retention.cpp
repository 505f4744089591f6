#include "pipeline/retention.hpp"

#include "base/log.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

namespace readcount::pipeline {
namespace {

/// The last number that a segment can hold: one less than the next segment of its run begins with.
std::uint64_t last_number(const std::vector<journal::Segment>& segments, std::size_t i) {
  const bool has_next = i + 1 < segments.size() && segments[i + 1].run == segments[i].run;
  return has_next ? segments[i + 1].first_number - 1 : std::numeric_limits<std::uint64_t>::max();
}

}  // namespace

Retention::Retention(Options options, metrics::Metrics& metrics)
    : options_(std::move(options)), metrics_(metrics) {}

std::vector<journal::RunId> Retention::tidy(const journal::RunId& own_run,
                                            const IsApplied& is_applied, Time now) {
  const auto listed = journal::list(options_.directory);
  if (!listed) return {};
  const auto& segments = *listed;

  bytes_ = 0;
  std::vector<std::size_t> removable;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    bytes_ += segments[i].bytes;
    const auto last = last_number(segments, i);
    const bool is_newest = last == std::numeric_limits<std::uint64_t>::max();
    if (segments[i].run == own_run && is_newest) continue;
    if (is_applied(segments[i].run, last)) removable.push_back(i);
  }
  std::sort(removable.begin(), removable.end(), [&](std::size_t a, std::size_t b) {
    return segments[a].last_written < segments[b].last_written;
  });

  std::set<std::size_t> removed;
  for (const auto i : removable) {
    const bool old = now - segments[i].last_written > options_.retain;
    if (!old && bytes_ <= options_.max_bytes / 4 * 3) break;
    if (!journal::remove(segments[i])) {
      log_warning("journal: cannot remove " + segments[i].path.string());
      continue;
    }
    bytes_ -= segments[i].bytes;
    removed.insert(i);
  }
  metrics::set(metrics_.journal_bytes, static_cast<double>(bytes_));

  std::set<journal::RunId> gone;
  for (const auto i : removed) gone.insert(segments[i].run);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (!removed.contains(i)) gone.erase(segments[i].run);
  }
  return {gone.begin(), gone.end()};
}

}  // namespace readcount::pipeline
