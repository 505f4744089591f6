#pragma once

#include "ping/article.hpp"
#include "tally/batch.hpp"

#include <boost/unordered/unordered_flat_set.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <list>
#include <optional>
#include <string>

namespace readcount::tally {

/// What this daemon knows of one article.
struct Entry {
  ping::Article article;
  std::uint64_t hash = 0;
  std::optional<Totals> known;  ///< the store's totals, as last heard; nothing: not heard yet
  std::chrono::steady_clock::time_point known_at{};
  Totals unapplied;         ///< counted here and not yet in `known` (readers: as far as known)
  std::uint32_t live = 0;   ///< page views with a sign of life lately, of this daemon
  std::uint32_t about = 0;  ///< hash of what its pages said of it last; 0: nothing
  const std::string* section = nullptr;  ///< in the tally's pool; null: none known
  const std::string* author = nullptr;
  bool asked = false;  ///< the store is being asked for `known`
  bool used = false;   ///< since the table last looked for something to forget

  /// What is shown: the store's total plus this daemon's part. Precondition: known.
  Totals shown() const noexcept;
};

/// The articles in memory, at most `max_entries` of them.
///
/// At the bound the entry that was not used for longest (second chance) makes room. An entry with
/// counts that are not yet applied, that is read now, or whose totals are being asked for, stays:
/// dropping it would show a number that goes back. Entries never move; an Entry& is valid until its
/// entry is dropped, which only touch() does.
class ArticleTable {
 public:
  explicit ArticleTable(std::size_t max_entries);

  /// The article's entry, made if there is none.
  Entry& touch(const ping::Article& article);

  /// The entry, if there is one.
  Entry* find(const ping::Article& article);

  /// The same by its hash alone.
  Entry* find(std::uint64_t hash);

  /// Calls `visit` for every entry.
  template <class Visit>
  void for_each(Visit&& visit) {
    for (auto& entry : entries_) visit(entry);
  }

  std::size_t size() const noexcept { return entries_.size(); }

 private:
  using Entries = std::list<Entry>;
  struct Probe {
    const ping::Article& article;
    std::uint64_t hash;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(const Probe& probe) const noexcept { return probe.hash; }
    std::size_t operator()(std::uint64_t hash) const noexcept { return hash; }
    std::size_t operator()(Entries::iterator entry) const noexcept { return entry->hash; }
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(const Probe& a, Entries::iterator b) const noexcept {
      return a.hash == b->hash && a.article == b->article;
    }
    bool operator()(Entries::iterator a, const Probe& b) const noexcept { return (*this)(b, a); }
    bool operator()(std::uint64_t a, Entries::iterator b) const noexcept { return a == b->hash; }
    bool operator()(Entries::iterator a, Entries::iterator b) const noexcept { return a == b; }
  };

  void make_room();

  std::size_t max_entries_;
  Entries entries_;  // the oldest first: the hand of the clock is at the front
  boost::unordered_flat_set<Entries::iterator, Hash, Equal> index_;
};

}  // namespace readcount::tally
