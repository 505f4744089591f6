#pragma once

#include "ping/ping.hpp"

#include <boost/container_hash/hash.hpp>

#include <cstdint>
#include <string_view>

namespace readcount::tally {

/// Random, so that nobody can make up paths whose hashes are one: such a table would be a list.
extern const std::size_t kHashSeed;

/// An article's hash for tables in memory. Another one in each process; never stored or sent.
inline std::uint64_t hash_of(const ping::Article& article) noexcept {
  // Ranges and not hash_combine(), which would take in a hash of the text made without the seed.
  auto hash = kHashSeed;
  boost::hash_range(hash, article.site.begin(), article.site.end());
  boost::hash_range(hash, article.path.begin(), article.path.end());
  return hash;
}

/// An article with its hash, which a ping's way needs in many places and works out once. Refers to
/// the article.
struct Hashed {
  // NOLINTNEXTLINE(google-explicit-constructor): whoever has no hash at hand need not know of it.
  Hashed(const ping::Article& of) noexcept : article(of), hash(hash_of(of)) {}
  Hashed(const ping::Article& of, std::uint64_t known) noexcept : article(of), hash(known) {}

  const ping::Article& article;
  std::uint64_t hash;
};

/// A hash of what a page says of its article; 0 for a page that says nothing.
std::uint32_t hash_of(const ping::Metadata& about) noexcept;

}  // namespace readcount::tally
