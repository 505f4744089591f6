#include "pipeline/most_read.hpp"

#include <algorithm>
#include <tuple>

namespace readcount::pipeline {

bool MostRead::is_before(const Line& a, const Line& b) noexcept {
  return std::tie(a.live, a.hash) > std::tie(b.live, b.hash);
}

bool MostRead::wants(const tally::Entry& entry) const noexcept {
  if (lines_.size() < most_) return true;
  return most_ > 0 && is_before({entry.live, entry.hash, &entry}, lines_.front());
}

void MostRead::show(const tally::Entry& entry) {
  if (!wants(entry)) return;
  const Line line{entry.live, entry.hash, &entry};
  if (lines_.size() < most_) {
    lines_.push_back(line);
    if (lines_.size() == most_) std::make_heap(lines_.begin(), lines_.end(), is_before);
    return;
  }
  std::pop_heap(lines_.begin(), lines_.end(), is_before);
  lines_.back() = line;
  std::push_heap(lines_.begin(), lines_.end(), is_before);
}

tally::LiveCounts MostRead::counts() && {
  std::sort(lines_.begin(), lines_.end(), is_before);
  tally::LiveCounts counts;
  counts.reserve(lines_.size());
  for (const auto& line : lines_) counts.push_back({line.entry->article, line.live});
  return counts;
}

}  // namespace readcount::pipeline
