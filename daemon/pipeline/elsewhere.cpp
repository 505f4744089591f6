#include "pipeline/elsewhere.hpp"

namespace readcount::pipeline {

void Elsewhere::hear(const std::vector<store::Report>& reports, Clock::time_point now) {
  heard_ = now;
  sites_.clear();
  for (const auto& report : reports) {
    for (const auto& [article, live] : report.counts) sites_[article.site][article.path] += live;
  }
}

void Elsewhere::expire(Clock::time_point now) {
  if (now - heard_ >= kHeard) sites_.clear();
}

std::uint32_t Elsewhere::of(const ping::Article& article) const {
  const auto site = sites_.find(article.site);
  if (site == sites_.end()) return 0;
  const auto path = site->second.find(article.path);
  return path == site->second.end() ? 0 : path->second;
}

}  // namespace readcount::pipeline
