#pragma once

#include "store/reports.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace readcount::pipeline {

/// Who is reading now on other daemons of the same store, from what they report. Pure.
///
/// A daemon counts as long as the store has its report, which vanishes soon after its author. When
/// for kHeard nothing was heard at all, the store is away, and what was heard is true no more.
class Elsewhere {
 public:
  using Clock = std::chrono::steady_clock;

  /// As long as a report stays in the store.
  static constexpr std::chrono::seconds kHeard{9};

  /// Takes all the reports of the store but this daemon's own.
  void hear(const std::vector<store::Report>& reports, Clock::time_point now);

  /// Forgets what is not true any more.
  void expire(Clock::time_point now);

  /// How many read this article, or site.
  std::uint32_t of(const ping::Article& article) const;

  bool empty() const noexcept { return sites_.empty(); }

  /// Calls `visit(path, live)` for each article of the site; the site's total has no path.
  template <class Visit>
  void for_each(const std::string& site, Visit&& visit) const {
    const auto found = sites_.find(site);
    if (found == sites_.end()) return;
    for (const auto& [path, live] : found->second) visit(path, live);
  }

 private:
  using Paths = boost::unordered_flat_map<std::string, std::uint32_t>;

  boost::unordered_flat_map<std::string, Paths> sites_;
  Clock::time_point heard_{};
};

}  // namespace readcount::pipeline
