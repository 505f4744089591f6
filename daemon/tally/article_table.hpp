#pragma once

#include "ping/article.hpp"
#include "tally/article_hash.hpp"
#include "tally/batch.hpp"

#include <boost/unordered/unordered_flat_set.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <ratio>
#include <string>
#include <vector>

namespace readcount::tally {

/// What this daemon knows of one article.
///
/// Of these there are many, so their size counts: 192 bytes, and the path if it is long.
struct Entry {
  /// To a tenth of a second, of the steady clock.
  using Moment = std::chrono::time_point<std::chrono::steady_clock,
                                         std::chrono::duration<std::uint32_t, std::deci>>;

  ping::Article article;
  std::uint64_t hash = 0;
  Totals known;      ///< the store's totals, as last heard, if is_known
  Totals unapplied;  ///< counted here and not yet in `known` (readers: as far as known)
  Moment known_at{};
  std::uint32_t live = 0;        ///< page views with a sign of life lately, of this daemon
  std::uint32_t about_hash = 0;  ///< hash of what its pages said of it last; 0: nothing
  std::uint32_t section = 0;     ///< in the tally's TextPool
  std::uint32_t author = 0;
  bool is_known = false;
  bool is_admitted = false;  ///< counted by this daemon: it exists, whatever the store says
  bool asked = false;        ///< the store is being asked for `known`
  bool used = false;         ///< since the table last looked for something to forget

  void know(const Totals& totals, std::chrono::steady_clock::time_point now) noexcept;

  /// What is shown: the store's total plus this daemon's part, and no more readers than views.
  /// Precondition: is_known.
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
  Entry& touch(const Hashed& article);

  /// The entry, if there is one.
  Entry* find(const Hashed& article);

  /// The same by its hash alone.
  Entry* find(std::uint64_t hash);

  /// Calls `visit` for every entry.
  template <class Visit>
  void for_each(Visit&& visit) {
    for (const auto slot : index_) visit(at(slot));
  }

  std::size_t size() const noexcept { return index_.size(); }

  /// Entries that made room for others.
  std::uint64_t evictions() const noexcept { return evictions_; }

 private:
  /// An entry's place: its block and its place in that.
  using Slot = std::uint32_t;
  static constexpr Slot kBlock = 1024;

  struct Hash {
    using is_transparent = void;
    const ArticleTable* table;
    std::size_t operator()(const Hashed& probe) const noexcept { return probe.hash; }
    std::size_t operator()(std::uint64_t hash) const noexcept { return hash; }
    std::size_t operator()(Slot slot) const noexcept { return table->at(slot).hash; }
  };
  struct Equal {
    using is_transparent = void;
    const ArticleTable* table;
    bool operator()(const Hashed& a, Slot b) const noexcept {
      const auto& entry = table->at(b);
      return a.hash == entry.hash && a.article == entry.article;
    }
    bool operator()(std::uint64_t a, Slot b) const noexcept { return a == table->at(b).hash; }
    bool operator()(Slot a, Slot b) const noexcept { return a == b; }
  };

  Entry& at(Slot slot) const noexcept { return blocks_[slot / kBlock][slot % kBlock]; }
  Slot take_slot();
  void make_room();

  std::size_t max_entries_;
  std::vector<std::unique_ptr<Entry[]>> blocks_;
  Slot slots_ = 0;          // as many were ever taken
  std::vector<Slot> free_;  // of them, those that are given back
  Slot hand_ = 0;           // of the clock: the next to be looked at for room
  boost::unordered_flat_set<Slot, Hash, Equal> index_;
  std::uint64_t evictions_ = 0;
};

}  // namespace readcount::tally
