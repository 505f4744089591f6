#include "pipeline/live_site.hpp"

#include "pipeline/most_read.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace readcount::pipeline {
namespace {

std::uint32_t live_here(tally::Tally& tally, const ping::Article& article) {
  const auto* entry = tally.articles().find(article);
  return entry == nullptr ? 0 : entry->live;
}

}  // namespace

tally::LiveCounts to_report(const tally::Tally& tally) {
  tally::LiveCounts counts;
  MostRead most(LiveSite::kMost);
  tally.for_each_live([&](const tally::Entry& entry) {
    if (entry.article.path.empty()) {
      counts.push_back({entry.article, entry.live});
    } else {
      most.show(entry);
    }
  });
  auto articles = std::move(most).counts();
  std::move(articles.begin(), articles.end(), std::back_inserter(counts));
  return counts;
}

LiveSite add_up(const std::string& site, tally::Tally& tally, const Elsewhere& elsewhere) {
  MostRead most(LiveSite::kMost);
  tally.for_each_live([&](const tally::Entry& entry) {
    if (!most.wants(entry) || entry.article.path.empty()) return;
    if (entry.article.site == site) most.show(entry);
  });
  // Besides the most read here, what is read elsewhere may be among the most read of all.
  boost::unordered_flat_map<std::string, std::uint32_t> by_path;
  elsewhere.for_each(site, [&](const std::string& path, std::uint32_t live) {
    by_path[path] = live + live_here(tally, {site, path});
  });
  for (const auto& [article, live] : std::move(most).counts()) {
    by_path.try_emplace(article.path, live);
  }

  LiveSite sum;
  sum.live = live_here(tally, {site, {}}) + elsewhere.of({site, {}});
  for (const auto& [path, live] : by_path) {
    if (!path.empty() && live > 0) sum.rows.push_back({{path, {}, {}, {}, double(live)}, 0, false});
  }
  const auto end =
      sum.rows.begin() + static_cast<std::ptrdiff_t>(std::min(sum.rows.size(), LiveSite::kMost));
  std::partial_sort(sum.rows.begin(), end, sum.rows.end(), [](const auto& a, const auto& b) {
    return a.row.value != b.row.value ? a.row.value > b.row.value : a.row.path < b.row.path;
  });
  sum.rows.erase(end, sum.rows.end());
  return sum;
}

}  // namespace readcount::pipeline
