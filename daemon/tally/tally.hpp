#pragma once

#include "ping/ping.hpp"
#include "tally/article_table.hpp"
#include "tally/budget.hpp"
#include "tally/live.hpp"
#include "tally/memory.hpp"
#include "tally/overflow.hpp"
#include "tally/pending.hpp"
#include "tally/record.hpp"

#include <boost/unordered/unordered_flat_set.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace readcount::tally {

/// What a ping is decided to be, before it is journalled.
struct Decision {
  ping::Outcome outcome = ping::Outcome::repeat;
  std::optional<Record> record;       ///< nothing: the ping changes no count
  std::optional<ping::Article> told;  ///< the ping's article, where another subject stands for it

  /// What withdraw() puts back.
  struct Undo {
    bool past = false;                  ///< of a ping that was told afterwards
    std::optional<std::uint64_t> pair;  ///< whose repeat window was opened
    std::optional<Time> window_before;
    std::optional<std::uint64_t> opened_view;  ///< known by this ping
    std::optional<std::uint64_t> begun_view;   ///< known before, but not from its beginning
    std::optional<std::uint64_t> moved_view;   ///< and from where
    std::uint32_t engaged_before = 0;
    ViewTable::Gap gap_before;
    std::uint8_t scroll_before = 0;
    bool was_completed = false;
    bool admitted = false;  ///< its article was new
  } undo;
};

/// A reader's keys: today's, and yesterday's while a window may reach back over midnight.
struct ReaderKeys {
  ping::ReaderKey today = 0;
  std::optional<ping::ReaderKey> yesterday;
};

/// Everything that counts, of this run. Pure: time comes with the ping, records come from the
/// caller, nothing here reads a clock, a socket or a file.
///
/// The life of a ping: decide(), then the caller writes the record; then commit(), or withdraw()
/// when it could not be kept. Batches go to the store and come back through applied().
///
/// A ping that is told afterwards counts where it happened. It is never live, and has a memory of
/// its own for repeats and page views. Repeats go by the times that such pings tell: they are to
/// come in the order in which they happened. Page views are known as long as there is room, so that
/// what is sent again is known too. All of it is forgotten an hour after the last such ping, and
/// what is of an article that is erased at once: so it can be told anew. (Of pings of now it is
/// not: what a page sends again after the erasure would bring back what was erased.)
///
/// An article that is new spends of its site's budget; once that is spent, what is told of further
/// ones counts under the site's `(other)` instead. The same goes for a section and an author, which
/// have a budget of their own. Only who is trusted tells afterwards, so such pings need no budget.
///
/// Not thread-safe: it belongs to the pipeline's executor.
class Tally {
 public:
  struct Options {
    std::chrono::seconds repeat_window{1800};
    std::chrono::seconds read_seconds{15};
    std::size_t max_articles = 1'000'000;
    Memory::Bounds memory;                                         ///< of each of the two
    Budget::Options budget;                                        ///< of new articles
    Budget::Options name_budget{500, {}, std::chrono::hours(24)};  ///< of new names
  };

  static constexpr auto kViewsKept = Memory::kViewsKept;

  explicit Tally(const Options& options);

  /// Other budgets of new articles and names from now on; what was spent of this hour and day is
  /// spent.
  void change_budgets(Budget::Options articles, Budget::Options names) {
    budget_.change(std::move(articles));
    name_budget_.change(std::move(names));
  }

  /// Of which subjects the store is to be asked for the totals before decide(): of a ping's
  /// article, section and author those of which it is not known whether there are such. They would
  /// be taken for new ones.
  std::vector<ping::Article> doubtful(const ping::Ping& ping,
                                      std::chrono::steady_clock::time_point now);

  /// What is this ping? Uses up its strings if it gets a record. What it opens or moves shows at
  /// once, so that the next ping of the same batch sees it. Precondition: it is not set aside.
  Decision decide(ping::Ping& ping, const ReaderKeys& reader);

  /// What becomes of a view that is set aside: nothing here is opened, spent or remembered for it.
  /// Uses up its strings.
  static Decision set_aside(ping::Ping& ping);

  /// The record of this decision could not be kept: as if the ping had never come. In the opposite
  /// order of the decisions.
  void withdraw(const Decision& decision);

  /// The record is kept: counts it. Returns the article's entry.
  Entry& commit(const Record& record, RecordNumber number);

  /// The record of an article's erasure is about to be written: what is told afterwards of it from
  /// here on is none that was told before.
  void begin_anew(const ping::Article& article);

  /// That record could not be kept. In the opposite order, as withdraw().
  void withdraw_beginning(const ping::Article& article);

  /// What an earlier run kept, from its journal: its reader's next view is a repeat, its page view
  /// goes on. In the order in which they came, before the first decide().
  void remember(const Record& record, Time now);

  /// Page views without a sign of life are no longer being read. To be called every second.
  void expire_views(Time now);

  /// Calls `visit` for the entry of everything that is read now on this daemon: articles, and their
  /// sites.
  template <class Visit>
  void for_each_live(Visit&& visit) const {
    for (const auto* entry : read_now_) visit(*entry);
  }

  /// The store has applied the oldest batch of this partition and answered with these totals, an
  /// entry a delta; none when it is only known that the batch is in.
  void applied(Partition partition, const std::vector<Totals>& totals,
               std::chrono::steady_clock::time_point now);

  /// Compares the store's marker after an unknown result; see Pending::settle().
  Pending::Verdict settle(Partition partition, RecordNumber marker, RecordNumber last_number);

  /// A partition whose marker in the store is not the one that is known here.
  struct Restart {
    Partition partition;
    RecordNumber marker;
  };

  /// Forgets what is pending: until caught_up() it comes from the journal, by catch_up(), and what
  /// commit() counts is only shown. `through` is the last record that was added, `last` the last
  /// that was committed. Of the partitions in `restarts` all that is above the marker is unapplied
  /// again, and totals are no longer known. Returns the number after which the journal has to be
  /// read.
  RecordNumber fall_behind(RecordNumber through, RecordNumber last,
                           const std::vector<Restart>& restarts);

  /// A record from the journal, in the order of their numbers. Tells whether the store lacked
  /// anything of it.
  bool catch_up(const Record& record, RecordNumber number);

  /// Every committed record was given to catch_up().
  void caught_up() noexcept { behind_ = false; }

  bool is_behind() const noexcept { return behind_; }

  ArticleTable& articles() noexcept { return articles_; }
  const ArticleTable& articles() const noexcept { return articles_; }
  Pending& pending() noexcept { return pending_; }
  const Pending& pending() const noexcept { return pending_; }
  const RepeatWindow& repeats() const noexcept { return now_.repeats; }

  /// Which bounds were met, and how many sections and authors were new.
  Overflow overflow() const;
  const NameCounts& new_names() const noexcept { return new_names_; }

 private:
  /// What a ping's page tells, by its article's hash, and where that counts.
  struct Told {
    std::uint64_t article = 0;
    std::uint64_t known_as = 0;       ///< the same, to the memory
    std::uint64_t counts_as = 0;      ///< the hash of the article under which it counts
    std::uint64_t key = 0;            ///< of its page view
    ViewTable::View* view = nullptr;  ///< if it is known
  };

  // decide.cpp
  Memory& memory_for(const ping::Ping& ping);
  Record& begin_record(ping::Ping& ping, const Told& told, const ReaderKeys& reader,
                       Decision& decision);
  void decide_view(Memory& memory, ping::Ping& ping, const Told& told, const ReaderKeys& reader,
                   Decision& decision);
  void decide_engage(Memory& memory, ping::Ping& ping, const Told& told, const ReaderKeys& reader,
                     Decision& decision);
  void decide_event(Memory& memory, ping::Ping& ping, const Told& told, const ReaderKeys& reader,
                    Decision& decision);
  void name_sources(Names& names, const ping::Sources& told, Record& record);
  void file_under(Names& names, const ping::Metadata& about, std::uint64_t article_hash,
                  Record& record);

  // newcomers.cpp
  Told place(Memory& memory, ping::Ping& ping, Decision& decision);
  bool has_room_for(const Hashed& article, Time now);
  bool is_doubtful(const ping::Article& subject, std::chrono::steady_clock::time_point now);
  std::string_view admit_name(Names& names, const Record& record, NameKind kind,
                              std::string_view name);
  void admit(Record& record, std::uint64_t article_hash, Decision& decision);
  void withdraw_admission(const Record& record);
  void remember_admission(const Record& record, Time now);

  // reading.cpp
  ViewTable::View& open_view(Memory& memory, std::uint64_t key, const Hashed& article, Time now);
  void sign_of_life(Memory& memory, ViewTable::View& view, const Hashed& article, Time now);
  void close_view(Memory& memory, std::uint64_t key);
  void gain_live(const Hashed& article);
  void lose_live(std::uint64_t article_hash);

  // remember.cpp
  Memory& memory_of(bool past);
  void forget_past();
  void remember_view(Memory& memory, const Record& record, Time now);
  void remember_progress(Memory& memory, const Record& record, Time now);
  void remember_silence(Memory& memory, ViewTable::View& view, Time at, Time now);

  // tally.cpp
  void note_names(Entry& entry, const Record& record);
  void settle_entry(const Delta& delta, const Totals* totals,
                    std::chrono::steady_clock::time_point now);

  Options options_;
  ArticleTable articles_;
  Memory now_;
  std::optional<Memory> past_;
  Time past_used_{};  // the wall clock at the last ping that was told afterwards
  boost::unordered_flat_set<const Entry*> read_now_;  // those with live views: they stay
  TextPool texts_;
  Budget budget_;
  Budget name_budget_;
  NameCounts new_names_{};
  Overflow met_;  // by a memory that is gone, and of what is counted here
  Pending pending_;
  bool behind_ = false;

  /// Of a restarted partition: the records whose effect is no longer in the entries' unapplied part
  /// and is added to it as they are read again.
  struct Refill {
    RecordNumber after = 0;
    RecordNumber through = 0;
  };
  std::array<Refill, kPartitions> refills_{};
};

}  // namespace readcount::tally
