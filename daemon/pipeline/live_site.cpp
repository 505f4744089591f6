#include "pipeline/live_site.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <tuple>

namespace readcount::pipeline {

LiveSite add_up(const std::string& site, const tally::LiveCounts& own, const Elsewhere& elsewhere) {
  boost::unordered_flat_map<std::string, std::uint32_t> by_path;
  const auto add = [&](const ping::Article& article, std::uint32_t live) {
    if (article.site == site && live > 0) by_path[article.path] += live;
  };
  for (const auto& [article, live] : own) add(article, live);
  elsewhere.for_each(add);

  LiveSite sum;
  for (const auto& [path, live] : by_path) {
    if (path.empty()) {
      sum.live = live;
    } else {
      sum.rows.push_back({{site, path}, live, {}});
    }
  }
  const auto most = std::min(sum.rows.size(), LiveSite::kMost);
  const auto end = sum.rows.begin() + static_cast<std::ptrdiff_t>(most);
  std::partial_sort(sum.rows.begin(), end, sum.rows.end(), [](const auto& a, const auto& b) {
    return std::tie(b.live, a.article.path) < std::tie(a.live, b.article.path);
  });
  sum.rows.erase(end, sum.rows.end());
  return sum;
}

}  // namespace readcount::pipeline
