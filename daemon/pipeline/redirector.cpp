#include "pipeline/redirector.hpp"

#include "pipeline/questions.hpp"

#include <algorithm>

namespace readcount::pipeline {
namespace {

/// The sites of which the store has an older version of the redirects than is known, with that one.
template <class Versions>
std::vector<store::Amount> behind(const std::vector<store::Amount>& versions,
                                  const Versions& known) {
  std::vector<store::Amount> sites;
  for (const auto& [site, version] : known) {
    const auto same = [&site = site](const auto& of) { return of.first == site; };
    const auto found = std::find_if(versions.begin(), versions.end(), same);
    const auto stored = found == versions.end() ? 0 : found->second;
    if (stored < version) sites.emplace_back(site, stored);
  }
  return sites;
}

using Changes = std::vector<std::pair<std::string, std::string>>;

/// What is known and the store has no longer. Redirects are never taken back; where they lead, the
/// store knows best.
Changes lost_from(const tally::RedirectedPaths& stored, const tally::RedirectedPaths& known) {
  Changes lost;
  for (const auto& [old, into] : known) {
    if (stored.contains(old)) continue;
    const auto on = stored.find(into);
    const auto& leads_to = on == stored.end() ? into : on->second;
    if (leads_to != old) lost.emplace_back(old, leads_to);
  }
  return lost;
}

}  // namespace

Redirector::Redirector(store::Store& store) : store_(store) {}

asio::awaitable<store::Result<void>> Redirector::look() {
  const auto versions = co_await store_.redirect_versions();
  if (!versions) co_return versions.error();
  const auto restored = co_await restore_lost(*versions);
  if (!restored) co_return restored.error();
  for (const auto& [site, version] : *versions) {
    if (version_of(site) == version) continue;
    auto paths = co_await store_.redirects(site);
    if (!paths) co_return paths.error();
    const auto& known = redirects_.of(site);
    auto lost = lost_from(*paths, known);
    if (!lost.empty()) {
      // It went back, and went on from there. The next look takes over what comes of both.
      const auto changed = co_await store_.redirect(site, version, std::move(lost));
      if (!changed) co_return changed.error();
      versions_.erase(site);
      continue;
    }
    for (const auto& [old, into] : *paths) {
      if (!known.contains(old)) learned_.push_back({site, old});
    }
    redirects_.replace(site, std::move(*paths));
    versions_[site] = version;
  }
  co_return store::Result<void>{};
}

/// A store that lost data has lost redirects with it, and the merges behind them are applied again
/// from the journal: so what is known here goes back. The next look takes over what came of it.
asio::awaitable<store::Result<void>> Redirector::restore_lost(
    const std::vector<store::Amount>& versions) {
  const auto lost = behind(versions, versions_);
  for (const auto& [site, version] : lost) {
    const auto& paths = redirects_.of(site);
    std::vector<std::pair<std::string, std::string>> changes(paths.begin(), paths.end());
    const auto changed = co_await store_.redirect(site, version, std::move(changes));
    if (!changed) co_return changed.error();
    versions_.erase(site);
  }
  co_return store::Result<void>{};
}

asio::awaitable<Checked<tally::RedirectPlan>> Redirector::lead(ping::Article from, std::string into,
                                                               bool dry_run) {
  while (true) {
    const auto looked = co_await look();
    if (!looked) co_return unavailable(looked.error());
    const auto version = version_of(from.site);
    auto plan = tally::plan_redirect(redirects_.of(from.site), from.path, into);
    if (!plan || dry_run || plan->changes.empty()) co_return plan;
    const auto changed = co_await store_.redirect(from.site, version, plan->changes);
    if (!changed) co_return unavailable(changed.error());
    if (!*changed) continue;  // somebody else changed something in between
    const auto known = co_await look();
    if (!known) co_return unavailable(known.error());
    co_return plan;
  }
}

std::uint64_t Redirector::version_of(const std::string& site) const {
  const auto found = versions_.find(site);
  return found == versions_.end() ? 0 : found->second;
}

}  // namespace readcount::pipeline
