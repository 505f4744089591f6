#include "pipeline/ranking.hpp"

#include <algorithm>
#include <utility>

namespace readcount::pipeline {
namespace {

constexpr auto kGreater = [](const auto& a, const auto& b) {
  return a.value != b.value ? a.value > b.value : a.path < b.path;
};

/// Leaves the `most` first in order.
template <class Values>
void keep_first(Values& values, std::size_t most) {
  const auto kept = std::min(most, values.size());
  const auto end = values.begin() + static_cast<std::ptrdiff_t>(kept);
  std::partial_sort(values.begin(), end, values.end(), kGreater);
  values.erase(end, values.end());
}

}  // namespace

void keep_greatest(std::vector<Ranked>& ranked, std::size_t most) {
  std::erase_if(ranked, [](const Ranked& one) { return one.value <= 0; });
  keep_first(ranked, most);
}

Ranking::Ranking(std::vector<WeightedList> lists, std::size_t most)
    : lists_(std::move(lists)), most_(most) {
  for (const auto& [list, factor] : lists_) {
    const auto& entries = list->entries();
    if (most_ == 0 || entries.size() < most_) continue;
    least_ = std::max(least_, entries[most_ - 1].value * factor);
  }
  // A little less, so that no rounding of sums leaves one out.
  constexpr double kAlmost = 0.999;
  if (!lists_.empty()) least_ *= kAlmost / static_cast<double>(lists_.size());
}

void Ranking::propose(std::size_t list) {
  const auto& [proposing, factor] = lists_[list];
  for (const auto& entry : proposing->entries()) {
    if (entry.value * factor < least_) break;  // so has everything behind it
    sums_.try_emplace(Key{entry.path, entry.hash}, 0.0);
  }
}

void Ranking::add_up(std::size_t list) {
  const auto& [adding, factor] = lists_[list];
  for (const auto& entry : adding->entries()) {
    const auto found = sums_.find(Key{entry.path, entry.hash});
    if (found != sums_.end()) found->second += entry.value * factor;
  }
}

std::vector<Ranked> Ranking::greatest() const {
  struct Sum {
    std::string_view path;
    double value;
  };
  std::vector<Sum> sums;
  sums.reserve(sums_.size());
  for (const auto& [key, value] : sums_) {
    if (value > 0) sums.push_back({key.path, value});
  }
  keep_first(sums, most_);
  std::vector<Ranked> ranked;
  ranked.reserve(sums.size());
  for (const auto& sum : sums) ranked.push_back({std::string(sum.path), sum.value});
  return ranked;
}

}  // namespace readcount::pipeline
