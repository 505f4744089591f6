#include "tally/article_hash.hpp"

#include <algorithm>
#include <random>

namespace readcount::tally {
namespace {

std::size_t random_seed() {
  std::random_device random;
  return static_cast<std::size_t>(std::uint64_t{random()} << 32U | random());
}

}  // namespace

const std::size_t kHashSeed = random_seed();

std::uint32_t hash_of(const ping::Metadata& about) noexcept {
  std::size_t hash = 0;
  bool says_something = false;
  for (const auto* text : {&about.title, &about.section, &about.author, &about.published}) {
    says_something = says_something || !text->empty();
    boost::hash_combine(hash, *text);
  }
  if (!says_something) return 0;
  return std::max(1U, static_cast<std::uint32_t>(hash ^ (hash >> 32U)));
}

}  // namespace readcount::tally
