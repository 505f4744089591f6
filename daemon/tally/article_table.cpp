#include "tally/article_table.hpp"

#include "tally/article_hash.hpp"

namespace readcount::tally {
namespace {

// How many entries the search for room looks at: enough to find one among those in use, few enough
// that a new article costs the same at any size.
constexpr int kMaxSteps = 16;

bool may_go(const Entry& entry) noexcept {
  return !entry.asked && entry.live == 0 && entry.unapplied == Totals{};
}

}  // namespace

Totals Entry::shown() const noexcept {
  auto totals = *known;
  totals += unapplied;
  return totals;
}

ArticleTable::ArticleTable(std::size_t max_entries) : max_entries_(max_entries) {}

Entry& ArticleTable::touch(const ping::Article& article) {
  const Probe probe{article, hash_of(article)};
  if (const auto it = index_.find(probe); it != index_.end()) {
    (*it)->used = true;
    return **it;
  }
  if (entries_.size() >= max_entries_) make_room();
  auto& entry = entries_.emplace_back();
  entry.article = article;
  entry.hash = probe.hash;
  index_.insert(std::prev(entries_.end()));
  return entry;
}

Entry* ArticleTable::find(const ping::Article& article) {
  const Probe probe{article, hash_of(article)};
  const auto it = index_.find(probe);
  return it == index_.end() ? nullptr : &**it;
}

Entry* ArticleTable::find(std::uint64_t hash) {
  const auto it = index_.find(hash);
  return it == index_.end() ? nullptr : &**it;
}

void ArticleTable::make_room() {
  for (int step = 0; step < kMaxSteps; ++step) {
    const auto oldest = entries_.begin();
    if (!oldest->used && may_go(*oldest)) {
      index_.erase(oldest);
      entries_.erase(oldest);
      return;
    }
    oldest->used = false;
    entries_.splice(entries_.end(), entries_, oldest);
  }
}

}  // namespace readcount::tally
