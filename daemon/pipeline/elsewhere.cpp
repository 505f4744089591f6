#include "pipeline/elsewhere.hpp"

#include "tally/article_hash.hpp"

#include <algorithm>
#include <utility>

namespace readcount::pipeline {

std::size_t Elsewhere::Hash::operator()(const ping::Article& article) const noexcept {
  return tally::hash_of(article);
}

std::vector<std::string> Elsewhere::hear(std::vector<store::Report> reports,
                                         Clock::time_point now) {
  boost::unordered_flat_map<std::string, Daemon> heard;
  std::vector<std::string> dead;
  for (auto& report : reports) {
    auto& daemon = heard[report.producer];
    const auto known = daemons_.find(report.producer);
    if (known != daemons_.end() && known->second.number == report.number) {
      daemon = std::move(known->second);
      if (now - daemon.heard >= kBuried) dead.push_back(report.producer);
    } else {
      daemon = {report.number, now, true, std::move(report.counts)};
    }
  }
  daemons_ = std::move(heard);
  for (auto& [producer, daemon] : daemons_) daemon.counts = now - daemon.heard < kHeard;
  sum();
  return dead;
}

void Elsewhere::expire(Clock::time_point now) {
  bool changed = false;
  for (auto& [producer, daemon] : daemons_) {
    if (!daemon.counts || now - daemon.heard < kHeard) continue;
    daemon.counts = false;
    changed = true;
  }
  if (changed) sum();
}

std::uint32_t Elsewhere::of(const ping::Article& article) const {
  const auto it = sums_.find(article);
  return it == sums_.end() ? 0 : it->second;
}

void Elsewhere::sum() {
  sums_.clear();
  for (const auto& [producer, daemon] : daemons_) {
    if (!daemon.counts) continue;
    for (const auto& [article, live] : daemon.live) sums_[article] += live;
  }
}

}  // namespace readcount::pipeline
