#include "metrics/top_articles.hpp"

#include <boost/multi_index/hashed_index.hpp>
#include <boost/multi_index/member.hpp>
#include <boost/multi_index/ordered_index.hpp>
#include <boost/multi_index_container.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <mutex>
#include <ratio>

namespace readcount::metrics {
namespace {

namespace index = boost::multi_index;

constexpr std::size_t kWatchedPerRow = 8;
using HalfLives = std::chrono::duration<double, std::ratio<3600>>;

/// log2(2^a + 2^b)
double sum(double a, double b) {
  return std::max(a, b) + std::log2(1 + std::exp2(-std::abs(a - b)));
}

}  // namespace

struct TopArticles::Watched {
  struct Article {
    std::string path;
    std::uint64_t views = 0;
    // The binary logarithm of its weight, in which a view counts for more the later it comes,
    // rather than all others for less: so nothing has to be aged, and no number grows too big.
    double weight = 0;
  };

  using Articles = index::multi_index_container<
      Article, index::indexed_by<
                   index::hashed_unique<index::member<Article, std::string, &Article::path>,
                                        std::hash<std::string_view>, std::equal_to<>>,
                   index::ordered_non_unique<index::member<Article, double, &Article::weight>>>>;

  mutable std::mutex mutex;  // guards what follows
  std::size_t most = 0;
  Articles articles;
  Time began = std::chrono::steady_clock::now();
};

TopArticles::TopArticles(std::size_t most) : watched_(std::make_unique<Watched>()) {
  watched_->most = most;
}

TopArticles::~TopArticles() = default;

void TopArticles::tell_of(std::size_t most) {
  const std::lock_guard lock(watched_->mutex);
  watched_->most = most;
  auto& by_weight = watched_->articles.get<1>();
  while (by_weight.size() > most * kWatchedPerRow) by_weight.erase(by_weight.begin());
}

void TopArticles::view(std::string_view path, Time now) {
  const std::lock_guard lock(watched_->mutex);
  if (watched_->most == 0) return;
  auto& articles = watched_->articles;
  auto& by_weight = articles.get<1>();
  const auto one = HalfLives(now - watched_->began).count();
  if (const auto found = articles.find(path); found != articles.end()) {
    articles.modify(found, [&](auto& article) {
      ++article.views;
      article.weight = sum(article.weight, one);
    });
  } else if (articles.size() < watched_->most * kWatchedPerRow) {
    articles.insert({std::string(path), 1, one});
  } else {
    const auto last = by_weight.begin();
    by_weight.replace(last, {std::string(path), 1, sum(last->weight, one)});
  }
}

void TopArticles::forget(std::string_view path) {
  const std::lock_guard lock(watched_->mutex);
  auto& articles = watched_->articles;
  if (const auto found = articles.find(path); found != articles.end()) articles.erase(found);
}

std::vector<TopArticles::Row> TopArticles::rows() const {
  const std::lock_guard lock(watched_->mutex);
  const auto& by_weight = watched_->articles.get<1>();
  std::vector<Row> rows;
  const auto most = std::min(watched_->most, by_weight.size());
  rows.reserve(most);
  for (auto it = by_weight.rbegin(); rows.size() < most; ++it) {
    rows.push_back({it->path, it->views});
  }
  return rows;
}

}  // namespace readcount::metrics
