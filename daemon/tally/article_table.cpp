#include "tally/article_table.hpp"

#include <utility>

namespace readcount::tally {
namespace {

// How many entries the search for room looks at: enough to find one among those in use, few enough
// that a new article costs the same at any size.
constexpr int kMaxSteps = 16;

bool may_go(const Entry& entry) noexcept {
  return !entry.asked && entry.live == 0 && entry.unapplied == Totals{};
}

}  // namespace

void Entry::know(const Totals& totals, std::chrono::steady_clock::time_point now) noexcept {
  known = totals;
  known_at = std::chrono::time_point_cast<Moment::duration>(now);
  is_known = true;
}

Totals Entry::shown() const noexcept {
  auto totals = known;
  totals += unapplied;
  totals.readers = shown_readers(totals.views, totals.readers);
  return totals;
}

ArticleTable::ArticleTable(std::size_t max_entries)
    : max_entries_(max_entries), index_(0, Hash{this}, Equal{this}) {}

Entry& ArticleTable::touch(const Hashed& article) {
  if (const auto it = index_.find(article); it != index_.end()) {
    auto& entry = at(*it);
    entry.used = true;
    return entry;
  }
  if (size() >= max_entries_) make_room();
  const auto slot = take_slot();
  auto& entry = at(slot);
  entry.article = article.article;
  entry.hash = article.hash;
  index_.insert(slot);
  return entry;
}

Entry* ArticleTable::find(const Hashed& article) {
  const auto it = index_.find(article);
  return it == index_.end() ? nullptr : &at(*it);
}

Entry* ArticleTable::find(std::uint64_t hash) {
  const auto it = index_.find(hash);
  return it == index_.end() ? nullptr : &at(*it);
}

ArticleTable::Slot ArticleTable::take_slot() {
  if (!free_.empty()) {
    const auto slot = free_.back();
    free_.pop_back();
    return slot;
  }
  if (slots_ % kBlock == 0) blocks_.push_back(std::make_unique<Entry[]>(kBlock));
  return slots_++;
}

void ArticleTable::make_room() {
  if (!free_.empty()) return;
  for (int step = 0; step < kMaxSteps; ++step) {
    const auto slot = std::exchange(hand_, (hand_ + 1) % slots_);
    auto& entry = at(slot);
    if (!entry.used && may_go(entry)) {
      index_.erase(slot);
      entry = {};
      free_.push_back(slot);
      ++evictions_;
      return;
    }
    entry.used = false;
  }
}

}  // namespace readcount::tally
