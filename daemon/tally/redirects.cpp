#include "tally/redirects.hpp"

namespace readcount::tally {
namespace {

Problem cannot_merge(std::string detail) { return {Code::cannot_merge, std::move(detail)}; }

/// Where the way from a path ends: in a round, at the least of its paths.
const std::string& end_of(const RedirectedPaths& paths, const std::string& from) {
  const auto* at = &from;
  const auto* mark = at;  // comes after twice as many steps each time, so that any round meets it
  std::size_t steps = 0;
  for (std::size_t to_mark = 1;; ++steps) {
    if (steps == to_mark) {
      mark = at;
      to_mark *= 2;
      steps = 0;
    }
    const auto next = paths.find(*at);
    if (next == paths.end()) return *at;
    at = &next->second;
    if (*at == *mark) break;
  }
  const auto* least = at;
  for (const auto* each = &paths.at(*at); *each != *at; each = &paths.at(*each)) {
    if (*each < *least) least = each;
  }
  return *least;
}

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

RedirectedPaths flattened(const RedirectedPaths& paths) {
  RedirectedPaths flat;
  for (const auto& [old, into] : paths) {
    const auto& end = end_of(paths, old);
    if (end != old) flat.emplace(old, end);
  }
  return flat;
}

RedirectChanges plan_restoration(const RedirectedPaths& stored, const RedirectedPaths& known) {
  auto whole = stored;
  for (const auto& [old, into] : known) {
    if (!whole.contains(old) && end_of(whole, into) != old) whole.emplace(old, into);
  }
  RedirectChanges changes;
  for (auto& [old, into] : flattened(whole)) {
    const auto found = stored.find(old);
    if (found == stored.end() || found->second != into) changes.emplace_back(old, into);
  }
  return changes;
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
