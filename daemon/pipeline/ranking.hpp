#pragma once

#include "pipeline/list_cache.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace readcount::pipeline {

/// An article and what it is ranked by.
struct Ranked {
  std::string path;
  double value = 0;
};

/// Leaves the `most` greatest values, the greatest first, equal ones by their paths; those of 0 go.
void keep_greatest(std::vector<Ranked>& ranked, std::size_t most);

/// A list whose values count `factor` times.
struct WeightedList {
  std::shared_ptr<const ArticleList> list;
  double factor = 1;
};

/// Adds lists up, an article's value being the sum of what it has in each, and tells the `most`
/// greatest sums.
///
/// How it works. As many articles as are wanted reach, in one list alone, the value `t` of its last
/// wanted line; so a sum that counts is at least `t`, and at least an n-th of it stands in one of
/// the n lists. propose() takes the articles that have so much in a list, for each list; add_up()
/// adds up what they have, for each list; then greatest(). Both take a list at a time, since a
/// month of long lists is work for many milliseconds: the caller lets others in between.
class Ranking {
 public:
  Ranking(std::vector<WeightedList> lists, std::size_t most);

  std::size_t lists() const noexcept { return lists_.size(); }
  void propose(std::size_t list);
  void add_up(std::size_t list);

  /// As keep_greatest() orders them.
  std::vector<Ranked> greatest() const;

 private:
  struct Key {
    std::string_view path;
    std::size_t hash;
    friend bool operator==(const Key& a, const Key& b) noexcept { return a.path == b.path; }
  };
  struct Hash {
    std::size_t operator()(const Key& key) const noexcept { return key.hash; }
  };

  std::vector<WeightedList> lists_;
  std::size_t most_;
  double least_ = 0;  // that an article has in one of the lists if its sum counts
  boost::unordered_flat_map<Key, double, Hash> sums_;  // the keys look into the lists
};

}  // namespace readcount::pipeline
