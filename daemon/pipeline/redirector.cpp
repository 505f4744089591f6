#include "pipeline/redirector.hpp"

#include "pipeline/questions.hpp"

#include <utility>

namespace readcount::pipeline {
namespace {

/// The sites of which the store has another version of the redirects than is known, with that one:
/// 0 where it has none any more.
template <class Versions>
std::vector<store::Amount> changed(const std::vector<store::Amount>& stored,
                                   const Versions& known) {
  boost::unordered_flat_map<std::string, std::uint64_t> versions;
  for (const auto& [site, version] : known) versions.emplace(site, 0);
  for (const auto& [site, version] : stored) versions[site] = version;
  std::vector<store::Amount> sites;
  for (const auto& [site, version] : versions) {
    const auto found = known.find(site);
    if (found == known.end() || found->second != version) sites.emplace_back(site, version);
  }
  return sites;
}

}  // namespace

Redirector::Redirector(store::Store& store) : store_(store) {}

asio::awaitable<store::Result<void>> Redirector::look() {
  const auto versions = co_await store_.redirect_versions();
  if (!versions) co_return versions.error();
  const auto sites = changed(*versions, versions_);
  for (const auto& [site, version] : sites) {
    const auto taken = co_await take_over(site, version);
    if (!taken) co_return taken.error();
  }
  co_return store::Result<void>{};
}

/// A store that lost data may have lost redirects with it, while the merges behind them are applied
/// again from the journal: so what is known here goes back. It may have been told of others since,
/// so it is asked first; its version tells neither, as it may be higher or lower than the lost one.
asio::awaitable<store::Result<void>> Redirector::take_over(std::string site,
                                                           std::uint64_t version) {
  const auto stored = co_await store_.redirects(site);
  if (!stored) co_return stored.error();
  auto changes = tally::plan_restoration(*stored, redirects_.of(site));
  if (!changes.empty()) {
    // The version that is known stays another one: the next look takes over what came of this, or
    // of what somebody else has changed before.
    const auto restored = co_await store_.redirect(site, version, std::move(changes));
    if (!restored) co_return restored.error();
    co_return store::Result<void>{};
  }
  auto paths = tally::flattened(*stored);
  const auto& known = redirects_.of(site);
  for (const auto& [old, into] : paths) {
    if (!known.contains(old)) learned_.push_back({site, old});
  }
  redirects_.replace(site, std::move(paths));
  versions_[site] = version;
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
