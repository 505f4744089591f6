#include "tally/redirects.hpp"

namespace readcount::tally {
namespace {

Problem cannot_merge(std::string detail) { return {Code::cannot_merge, std::move(detail)}; }

}  // namespace

Checked<RedirectPlan> plan_redirect(const RedirectedPaths& paths, const std::string& from,
                                    const std::string& into) {
  const auto found = paths.find(into);
  RedirectPlan plan{found == paths.end() ? into : found->second, {}};
  if (plan.into == from) {
    return cannot_merge(into + " was merged into " + from +
                        " before: an article cannot lead to itself");
  }
  if (const auto before = paths.find(from); before != paths.end()) {
    if (before->second == plan.into) return plan;
    return cannot_merge(from + " was merged into " + before->second +
                        " before: merge that one instead");
  }
  if (paths.size() >= kMostRedirects) {
    return cannot_merge("the site has " + std::to_string(kMostRedirects) +
                        " merged articles, and can have no more");
  }
  plan.changes.emplace_back(from, plan.into);
  for (const auto& [old, leads_to] : paths) {
    if (leads_to == from) plan.changes.emplace_back(old, plan.into);
  }
  return plan;
}

void Redirects::resolve(ping::Article& article) const {
  if (const auto* into = find(article)) article.path = *into;
}

const std::string* Redirects::find(const ping::Article& article) const {
  if (sites_.empty()) return nullptr;  // asked for every ping
  const auto& paths = of(article.site);
  const auto found = paths.find(article.path);
  return found == paths.end() ? nullptr : &found->second;
}

const RedirectedPaths& Redirects::of(const std::string& site) const {
  static const RedirectedPaths kNone;
  const auto found = sites_.find(site);
  return found == sites_.end() ? kNone : found->second;
}

void Redirects::replace(const std::string& site, RedirectedPaths paths) {
  if (paths.empty()) {
    sites_.erase(site);
  } else {
    sites_[site] = std::move(paths);
  }
}

}  // namespace readcount::tally
