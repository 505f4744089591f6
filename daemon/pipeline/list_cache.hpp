#pragma once

#include "base/asio.hpp"
#include "base/clock.hpp"
#include "store/store.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace readcount::pipeline {

/// A list of articles as the store has it, the greatest first. Compact: of these there are many.
class ArticleList {
 public:
  struct Entry {
    std::string_view path;  ///< of this list
    std::size_t hash = 0;   ///< of the path
    double value = 0;
  };

  explicit ArticleList(const std::vector<store::Listed>& listed);
  ArticleList(const ArticleList&) = delete;
  ArticleList& operator=(const ArticleList&) = delete;

  const std::vector<Entry>& entries() const noexcept { return entries_; }

  /// What it costs in memory.
  std::size_t bytes() const noexcept;

 private:
  std::string paths_;
  std::vector<Entry> entries_;
};

/// The lists of the store, and the last ones asked for in memory: a month's `top` adds up lists
/// that have hardly changed since the last one.
///
/// A list is trusted for a sixtieth of the time since its slot ended, at least a second, at most
/// five minutes: the newest is fresh, and what late records change in an old one shows soon.
/// Bounded: at `max_bytes` the one not asked for longest goes.
///
/// Belongs to the pipeline's executor. The store outlives it.
class ListCache {
 public:
  /// The longest beginning of a list that is looked at.
  static constexpr std::size_t kMost = 10'000;

  ListCache(store::Store& store, std::size_t max_bytes);

  asio::awaitable<store::Result<std::shared_ptr<const ArticleList>>> get(store::ListName name,
                                                                         Time now);

  std::size_t bytes() const noexcept { return bytes_; }

 private:
  struct Kept {
    std::string key;
    std::shared_ptr<const ArticleList> list;
    Time until{};
  };

  void keep(std::string key, std::shared_ptr<const ArticleList> list, Time until);
  void drop(std::list<Kept>::iterator kept);

  store::Store& store_;
  std::size_t max_bytes_;
  std::size_t bytes_ = 0;
  std::list<Kept> kept_;  // the last asked for first
  boost::unordered_flat_map<std::string, std::list<Kept>::iterator> by_key_;
};

}  // namespace readcount::pipeline
