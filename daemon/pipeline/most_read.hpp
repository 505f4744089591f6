#pragma once

#include "tally/article_table.hpp"
#include "tally/live.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace readcount::pipeline {

/// Of the articles it is shown, one after the other, it keeps those with the most live page views,
/// so that of a million only a few are copied. Which ones of equal articles stay, their hashes say:
/// the same ones each time. The entries must stay where they are meanwhile. Pure.
class MostRead {
 public:
  explicit MostRead(std::size_t most) : most_(most) {}

  /// Whether it would keep this one: quickly told.
  bool wants(const tally::Entry& entry) const noexcept;

  void show(const tally::Entry& entry);

  /// The most read first.
  tally::LiveCounts counts() &&;

 private:
  struct Line {
    std::uint32_t live = 0;
    std::uint64_t hash = 0;
    const tally::Entry* entry = nullptr;
  };

  static bool is_before(const Line& a, const Line& b) noexcept;

  std::size_t most_;
  std::vector<Line> lines_;  // once they are `most_`, a heap with the last one on top
};

}  // namespace readcount::pipeline
