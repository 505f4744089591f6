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

/// Adds lists up: an article's value is the sum of what it has in each.
class Ranking {
 public:
  /// Adds a list, each value times `factor`.
  void add(std::shared_ptr<const ArticleList> list, double factor = 1);

  /// The `most` greatest sums as keep_greatest() orders them.
  std::vector<Ranked> greatest(std::size_t most) const;

 private:
  struct Key {
    std::string_view path;
    std::size_t hash;
    friend bool operator==(const Key& a, const Key& b) noexcept { return a.path == b.path; }
  };
  struct Hash {
    std::size_t operator()(const Key& key) const noexcept { return key.hash; }
  };

  boost::unordered_flat_map<Key, double, Hash> sums_;
  std::vector<std::shared_ptr<const ArticleList>> lists_;  // the keys look into them
};

}  // namespace readcount::pipeline
