#pragma once

#include "pipeline/elsewhere.hpp"
#include "store/about.hpp"
#include "tally/live.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace readcount::pipeline {

/// An article that is being read now.
struct LiveRow {
  ping::Article article;
  std::uint32_t live = 0;
  store::About about;
};

/// Who is reading a site now, on all daemons.
struct LiveSite {
  std::uint32_t live = 0;     ///< page views
  std::uint64_t views = 0;    ///< of the site, in total
  std::vector<LiveRow> rows;  ///< the most read first, at most kMost
  static constexpr std::size_t kMost = 1000;
};

/// Adds up what is live here and elsewhere of this site; about the articles nothing is said yet.
/// Pure.
LiveSite add_up(const std::string& site, const tally::LiveCounts& own, const Elsewhere& elsewhere);

}  // namespace readcount::pipeline
