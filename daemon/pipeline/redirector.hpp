#pragma once

#include "base/asio.hpp"
#include "base/problem.hpp"
#include "store/store.hpp"
#include "tally/redirects.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace readcount::pipeline {

/// The redirects that all daemons of one store share, as this one knows them.
///
/// Belongs to the pipeline's executor. The store outlives it.
class Redirector {
 public:
  explicit Redirector(store::Store& store);

  const tally::Redirects& redirects() const noexcept { return redirects_; }

  /// Takes over what was changed since the last look, by others, that is; and gives back what the
  /// store has lost of what is known.
  asio::awaitable<store::Result<void>> look();

  /// What it takes that `from` leads to the article `into` of its site; does it, unless `dry_run`.
  asio::awaitable<Checked<tally::RedirectPlan>> lead(ping::Article from, std::string into,
                                                     bool dry_run);

  /// The old articles that were learned of since this was asked last.
  std::vector<ping::Article> learned() { return std::exchange(learned_, {}); }

 private:
  asio::awaitable<store::Result<void>> take_over(std::string site, std::uint64_t version);
  std::uint64_t version_of(const std::string& site) const;

  store::Store& store_;
  tally::Redirects redirects_;
  boost::unordered_flat_map<std::string, std::uint64_t> versions_;
  std::vector<ping::Article> learned_;
};

}  // namespace readcount::pipeline
