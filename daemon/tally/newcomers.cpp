// Which articles are new, and which of those count under their site's (other).

#include "tally/article_hash.hpp"
#include "tally/tally.hpp"

#include <utility>

namespace readcount::tally {
namespace {

/// Another daemon may have counted an article since the store was asked for it.
constexpr std::chrono::seconds kNothingIsKnownFor{1};

bool exists(const Entry& entry) noexcept {
  return entry.is_admitted || (entry.is_known && entry.known != Totals{});
}

}  // namespace

bool Tally::is_doubtful(const ping::Ping& ping, std::chrono::steady_clock::time_point now) {
  if (ping.past) return false;
  const auto* entry = articles_.find(ping.article);
  if (entry == nullptr) return true;
  if (exists(*entry)) return false;
  return !entry->is_known || now - entry->known_at >= kNothingIsKnownFor;
}

/// Where a ping counts is settled by whether its article is new, but a page view stays where it
/// began. What counts under (other) is known by what its page tells: its repeats are its own.
Tally::Told Tally::place(Memory& memory, ping::Ping& ping, Decision& decision) {
  Told told;
  told.article = hash_of(ping.article);
  told.key = pair_of(ping.view, told.article);
  told.view = ping.view == 0 ? nullptr : memory.views.find(told.key);
  told.counts_as = told.article;
  const bool is_other =
      told.view != nullptr
          ? told.view->article != told.article
          : !ping.past && !has_room_for(Hashed(ping.article, told.article), ping.at);
  if (is_other) {
    auto other = other_of(ping.article.site);
    decision.told = std::exchange(ping.article, std::move(other));
    told.counts_as = hash_of(ping.article);
  }
  return told;
}

bool Tally::has_room_for(const Hashed& article, Time now) {
  const auto* entry = articles_.find(article);
  return (entry != nullptr && exists(*entry)) || budget_.has_room(article.article.site, now);
}

/// An article of which there is to be a record exists from now on.
void Tally::admit(Record& record, std::uint64_t article_hash, Decision& decision) {
  if (decision.told) return;
  auto& entry = articles_.touch(Hashed(record.article, article_hash));
  if (exists(entry)) return;
  entry.is_admitted = true;
  decision.undo.admitted = true;
  if (record.past) return;
  record.is_new = true;
  budget_.spend(record.article.site, record.at);
}

void Tally::withdraw_admission(const Record& record) {
  if (auto* entry = articles_.find(record.article)) entry->is_admitted = false;
  if (record.is_new) budget_.give_back(record.article.site);
}

void Tally::remember_admission(const Record& record, Time now) {
  articles_.touch(record.article).is_admitted = true;
  if (record.is_new && hour_of(record.at) == hour_of(now)) {
    budget_.spend(record.article.site, record.at);
  }
}

}  // namespace readcount::tally
