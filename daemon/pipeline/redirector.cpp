#include "pipeline/redirector.hpp"

#include "pipeline/questions.hpp"

namespace readcount::pipeline {

Redirector::Redirector(store::Store& store) : store_(store) {}

asio::awaitable<store::Result<void>> Redirector::look() {
  const auto versions = co_await store_.redirect_versions();
  if (!versions) co_return versions.error();
  for (const auto& [site, version] : *versions) {
    if (version_of(site) == version) continue;
    auto paths = co_await store_.redirects(site);
    if (!paths) co_return paths.error();
    const auto& known = redirects_.of(site);
    for (const auto& [old, into] : *paths) {
      if (!known.contains(old)) learned_.push_back({site, old});
    }
    redirects_.replace(site, std::move(*paths));
    versions_[site] = version;
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
