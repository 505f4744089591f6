#pragma once

#include "base/problem.hpp"
#include "ping/article.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Articles that were merged into others: where pings and questions for their old paths go. Pure.

namespace readcount::tally {

/// The redirects of one site: an old path → the path under which it counts. That one is never an
/// old path itself, so a look is enough.
using RedirectedPaths = boost::unordered_flat_map<std::string, std::string>;

/// The most redirects of one site.
inline constexpr std::size_t kMostRedirects = 10'000;

/// What is to be set: an old path, and where it leads.
using RedirectChanges = std::vector<std::pair<std::string, std::string>>;

/// What is to be set in a site's redirects so that an article leads to another.
struct RedirectPlan {
  std::string into;         ///< where it leads in the end
  RedirectChanges changes;  ///< none: it does so already
};

/// Plans that `from` leads to `into`: to where that leads itself, if it is an old path; and with
/// `from` all that led there. Refuses a path that would lead to itself, one that leads elsewhere
/// already, and more than kMostRedirects.
Checked<RedirectPlan> plan_redirect(const RedirectedPaths& paths, const std::string& from,
                                    const std::string& into);

/// The same redirects as they are to be followed, whatever a store holds: each leads to its end in
/// one step, and none in a round. Of paths that lead to each other the least one is no old path, so
/// that all daemons take the same.
RedirectedPaths flattened(const RedirectedPaths& paths);

/// Plans that a store that went back gets what is known and it has no longer. Redirects are never
/// taken back; where they lead, the store knows best, and what would lead to itself by what it was
/// told since is left out. What is stored and leads on by this is set anew.
RedirectChanges plan_restoration(const RedirectedPaths& stored, const RedirectedPaths& known);

/// The redirects of all sites.
class Redirects {
 public:
  /// Makes an old article the one under which it counts; leaves every other subject as it is.
  void resolve(ping::Article& article) const;

  /// Where an article leads; nullptr: it is no old one.
  const std::string* find(const ping::Article& article) const;

  /// The redirects of a site; none: an empty map.
  const RedirectedPaths& of(const std::string& site) const;

  void replace(const std::string& site, RedirectedPaths paths);

 private:
  boost::unordered_flat_map<std::string, RedirectedPaths> sites_;
};

}  // namespace readcount::tally
