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

void Ranking::add(std::shared_ptr<const ArticleList> list, double factor) {
  for (const auto& entry : list->entries()) {
    sums_[Key{entry.path, entry.hash}] += entry.value * factor;
  }
  lists_.push_back(std::move(list));
}

std::vector<Ranked> Ranking::greatest(std::size_t most) const {
  struct Sum {
    std::string_view path;
    double value;
  };
  std::vector<Sum> sums;
  sums.reserve(sums_.size());
  for (const auto& [key, value] : sums_) {
    if (value > 0) sums.push_back({key.path, value});
  }
  keep_first(sums, most);
  std::vector<Ranked> ranked;
  ranked.reserve(sums.size());
  for (const auto& sum : sums) ranked.push_back({std::string(sum.path), sum.value});
  return ranked;
}

}  // namespace readcount::pipeline
