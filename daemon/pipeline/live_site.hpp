#pragma once

#include "pipeline/elsewhere.hpp"
#include "pipeline/list_row.hpp"
#include "tally/tally.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace readcount::pipeline {

/// An article that is being read now; the row's value is by how many page views.
struct LiveRow {
  ListRow row;
  std::uint64_t views = 0;    ///< in total
  bool is_described = false;  ///< what the store has of it is known

  friend bool operator==(const LiveRow&, const LiveRow&) = default;
};

/// Who is reading a site now, on all daemons.
struct LiveSite {
  std::uint32_t live = 0;     ///< page views
  std::uint64_t views = 0;    ///< of the site, in total
  std::vector<LiveRow> rows;  ///< the most read first, at most kMost
  static constexpr std::size_t kMost = 1000;

  friend bool operator==(const LiveSite&, const LiveSite&) = default;
};

/// What this daemon reports: its sites, then the kMost most read articles of them all.
tally::LiveCounts to_report(const tally::Tally& tally);

/// Adds up what is live here and elsewhere of this site; about the articles nothing is said yet.
LiveSite add_up(const std::string& site, tally::Tally& tally, const Elsewhere& elsewhere);

}  // namespace readcount::pipeline
