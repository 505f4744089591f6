// Which page views are being read, and how many of each article.

#include "tally/article_hash.hpp"
#include "tally/tally.hpp"

namespace readcount::tally {

ViewTable::View& Tally::open_view(Memory& memory, std::uint64_t key, const Hashed& article,
                                  Time now) {
  const bool can_be_live = &memory == &now_;
  auto& view = memory.views.open(key, article.hash, now, [&](std::uint64_t ended) {
    if (can_be_live) lose_live(ended);
  });
  if (can_be_live) gain_live(article);
  return view;
}

void Tally::sign_of_life(Memory& memory, ViewTable::View& view, const Hashed& article, Time now) {
  const bool is_back = memory.views.touch(view, now);
  if (is_back && &memory == &now_) gain_live(article);
}

void Tally::close_view(Memory& memory, std::uint64_t key) {
  auto* view = memory.views.find(key);
  if (view == nullptr) return;
  const auto article = view->article;
  const bool was_live = memory.views.close(*view);
  if (was_live && &memory == &now_) lose_live(article);
}

void Tally::gain_live(const Hashed& article) {
  // One after the other: an entry that is read now stays when the next one needs room.
  const auto gain = [this](Entry& entry) {
    if (entry.live++ == 0) read_now_.insert(&entry);
  };
  gain(articles_.touch(article));
  gain(articles_.touch(site_of(article.article)));
}

void Tally::lose_live(std::uint64_t article_hash) {
  auto* article = articles_.find(article_hash);
  if (article == nullptr) return;
  for (auto* entry : {article, articles_.find(site_of(article->article))}) {
    // Two articles of one hash, should they ever meet, may have gained where the other one loses.
    if (entry == nullptr || entry->live == 0) continue;
    if (--entry->live == 0) read_now_.erase(entry);
  }
}

void Tally::expire_views(Time now) {
  constexpr std::chrono::hours kPastKept{1};
  now_.views.expire(now, [this](std::uint64_t ended) { lose_live(ended); });
  if (!past_ || now - past_used_ < kPastKept) return;
  forget_past();
}

}  // namespace readcount::tally
