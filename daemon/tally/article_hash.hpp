#pragma once

#include "ping/ping.hpp"

#include <boost/container_hash/hash.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace readcount::tally {

/// Random, so that nobody can make up paths whose hashes are one: such a table would be a list.
extern const std::size_t kHashSeed;

/// Takes a text into a hash, word by word, so that each word goes into what the seed and the words
/// before have made: boost's hash of a whole text would be made without the seed.
inline void take_into(std::size_t& hash, std::string_view text) noexcept {
  boost::hash_combine(hash, text.size());
  std::uint64_t word = 0;
  for (; text.size() >= sizeof word; text.remove_prefix(sizeof word)) {
    std::memcpy(&word, text.data(), sizeof word);
    boost::hash_combine(hash, word);
  }
  word = 0;
  if (!text.empty()) std::memcpy(&word, text.data(), text.size());
  boost::hash_combine(hash, word);
}

/// An article's hash for tables in memory. Another one in each process; never stored or sent.
inline std::uint64_t hash_of(const ping::Article& article) noexcept {
  auto hash = kHashSeed;
  take_into(hash, article.site);
  take_into(hash, article.path);
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
