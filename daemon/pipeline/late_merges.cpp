#include "pipeline/late_merges.hpp"

#include <algorithm>
#include <utility>

namespace readcount::pipeline {

void LateMerges::add(ping::Article article, Came came, tally::RecordNumber through) {
  auto& waiting = waiting_[std::move(article)];
  waiting.came = std::max(waiting.came, came);
  waiting.through = std::max(waiting.through, through);
}

std::vector<LateMerges::Late> LateMerges::take(tally::RecordNumber applied, std::size_t most) {
  std::vector<Late> taken;
  for (auto it = waiting_.begin(); it != waiting_.end() && taken.size() < most;) {
    const auto next = std::next(it);
    if (it->second.through <= applied) {
      auto node = waiting_.extract(it);
      taken.push_back({std::move(node.key()), node.mapped().came});
    }
    it = next;
  }
  return taken;
}

}  // namespace readcount::pipeline
