#pragma once

#include "store/reports.hpp"
#include "tally/live.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace readcount::pipeline {

/// Who is reading now on other daemons of the same store, from what they report. Pure.
///
/// A daemon counts as long as its report changes: one that has said nothing new for kHeard has
/// died, or has lost the store, and its readers are nobody's until they give a sign of life to
/// another one.
class Elsewhere {
 public:
  using Clock = std::chrono::steady_clock;

  /// Two reports and a bit: one may be lost.
  static constexpr std::chrono::seconds kHeard{9};
  /// So long a dead daemon's report lies about before it is removed: its author may have paused.
  static constexpr std::chrono::seconds kBuried{60};

  /// Takes all the reports of the store but this daemon's own. Returns the producers whose reports
  /// are to be removed.
  std::vector<std::string> hear(std::vector<store::Report> reports, Clock::time_point now);

  /// Forgets what is not true any more.
  void expire(Clock::time_point now);

  std::uint32_t of(const ping::Article& article) const;
  bool empty() const noexcept { return sums_.empty(); }

  /// Calls `visit(article, live)` for each.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (const auto& [article, live] : sums_) visit(article, live);
  }

 private:
  struct Daemon {
    std::uint64_t number = 0;
    Clock::time_point heard;
    bool counts = true;
    tally::LiveCounts live;
  };
  struct Hash {
    std::size_t operator()(const ping::Article& article) const noexcept;
  };

  void sum();

  boost::unordered_flat_map<std::string, Daemon> daemons_;
  boost::unordered_flat_map<ping::Article, std::uint32_t, Hash> sums_;
};

}  // namespace readcount::pipeline
