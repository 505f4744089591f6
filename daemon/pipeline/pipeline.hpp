#pragma once

#include "base/task_group.hpp"
#include "journal/run_id.hpp"
#include "journal/writer.hpp"
#include "metrics/metrics.hpp"
#include "pipeline/asker.hpp"
#include "pipeline/backlog.hpp"
#include "pipeline/keeper.hpp"
#include "pipeline/late_merges.hpp"
#include "pipeline/presence.hpp"
#include "pipeline/recovery.hpp"
#include "pipeline/redirector.hpp"
#include "pipeline/retention.hpp"
#include "pipeline/salts.hpp"
#include "pipeline/work.hpp"
#include "store/store.hpp"
#include "tally/tally.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace readcount::pipeline {

/// The single writer: takes pings, decides, journals, answers; flushes to the store; recovers.
///
/// How it works. take() decides all pings of a batch, writes their records with one write(2), and
/// once they are kept counts them and lets their answers go. A ping whose article may be new waits
/// until the store has said whether it is, if the store can be asked. A flush loop gives what is
/// unapplied to the store every flush interval. When the store is away, pings go on being taken;
/// when it comes back, its markers say what it holds, and what it does not is applied or read again
/// from the journal.
///
/// All that counts lives on one single-threaded executor. take(), edit(), answer(),
/// release_finished(), look_for_store(), change_budgets(), standing() are called there; executor(),
/// readiness() by any thread. start() before the first ping, stop() or leave() after the last. The
/// store outlives it.
class Pipeline {
 public:
  struct Options {
    tally::Tally::Options tally;
    Sync sync = Sync::interval;
    std::chrono::milliseconds sync_interval{1000};
    std::chrono::milliseconds flush_interval{200};
    Retention::Options retention;
    journal::RunId run;
  };

  Pipeline(const asio::any_io_executor& executor, Options options, journal::Writer writer,
           store::Store& store, metrics::Metrics& metrics);

  /// Remembers the last repeat window from the journal, then begins to settle what earlier runs
  /// left and to flush. Returns once the store is settled, or was found away, or at `deadline`:
  /// a long backlog goes on being settled while pings are taken.
  asio::awaitable<void> start(std::chrono::steady_clock::time_point deadline);

  /// Applies all that is kept (until `deadline`), syncs the journal, ends every task. Tells whether
  /// everything is in the store; what is not stays in the journal for the next run.
  asio::awaitable<bool> stop(std::chrono::steady_clock::time_point deadline);

  /// Ends for another process that takes this one's place: syncs the journal and applies nothing
  /// more, as the other one does, from there. Tasks are waited for until `deadline`.
  asio::awaitable<void> leave(std::chrono::steady_clock::time_point deadline);

  /// Other budgets of new articles and names from now on.
  void change_budgets(tally::Budget::Options articles, tally::Budget::Options names) {
    tally_.change_budgets(std::move(articles), std::move(names));
  }

  void take(const std::vector<PingWork*>& works);
  void edit(const std::vector<EditWork*>& works);
  void answer(const std::vector<CountsWork*>& works);

  /// The totals of an article were changed by other means than its records: asks for them anew.
  void doubt(const ping::Article& article);

  /// Where old articles lead.
  Redirector& redirector() noexcept { return redirector_; }

  /// Something was added to what the store has of this article, by other means than records. If it
  /// is an old one, that is merged again, within some ten seconds.
  void follow(const ping::Article& article);

  /// Lets what merges have put aside arrive, of as many as `most` of them. Tells whether that were
  /// all.
  asio::awaitable<store::Result<bool>> complete_merges(std::size_t most);
  static constexpr auto kAllMoves = std::numeric_limits<std::size_t>::max();

  void release_finished();

  /// The store may be back: what waits to try again does so now.
  void look_for_store();

  const asio::any_io_executor& executor() const noexcept { return tasks_.executor(); }

  Presence& presence() noexcept { return presence_; }

  enum class Readiness {
    ready,
    cannot_keep,    ///< the journal cannot be written: pings are refused
    foreign_writer  ///< pings are kept, but nothing is applied: see stop_applying()
  };
  Readiness readiness() const noexcept { return readiness_.load(std::memory_order_relaxed); }

  /// How things stand, for a person.
  struct Standing {
    Readiness readiness = Readiness::ready;
    bool store_settled = false;   ///< it is there, and what it holds is known
    std::uint64_t unapplied = 0;  ///< records of this run that the store has not got
    std::size_t articles = 0;     ///< in memory
  };
  Standing standing() const;

 private:
  struct Staged {
    PingWork* work = nullptr;
    tally::Decision decision;
    tally::RecordNumber number = 0;  // of its record
  };

  asio::awaitable<void> end_tasks(std::chrono::steady_clock::time_point deadline);

  // intake.cpp
  bool ask_first(PingWork& work);
  void told(Work* work);
  void take_told();
  Staged stage(PingWork& work);
  std::optional<Problem> obstacle() const;
  void kept(std::vector<Staged> batch, bool ok);
  void count(Staged& staged);
  void tell(tally::Entry& entry, Work& work, std::optional<tally::Totals>& totals);
  const metrics::SiteCounters& counters_of(const std::string& site);
  tally::RecordNumber write_down(const tally::Record& record);
  static void show_counted(const metrics::SiteCounters& counters, const tally::Record& record);
  tally::ReaderKeys keys_of(const ping::Ping& ping);
  void finish(Work* work);

  // edits.cpp
  void kept(EditWork& work, tally::RecordNumber number, bool ok);
  tally::RecordNumber stage(tally::Record& record);
  void release_applied_edits();
  void release_edits();
  std::optional<Problem> old_address(const tally::Record& record) const;

  // flush_loop.cpp
  asio::awaitable<void> flush_loop();
  asio::awaitable<store::Result<void>> session();
  asio::awaitable<store::Result<void>> connect();
  void disconnect();
  asio::awaitable<store::Result<void>> settle();
  void settle_partitions(const store::Markers& markers);
  void stop_applying(tally::Partition partition);
  asio::awaitable<store::Result<void>> agree_on_salts();
  asio::awaitable<store::Result<void>> look_at_markers();
  asio::awaitable<store::Result<void>> flush();
  void take_in(tally::Partition partition, const store::Applied& applied);
  void check(tally::Partition partition, tally::RecordNumber marker);
  void report_failure(const store::Failure& failure);

  // catch_up.cpp
  void remember_lately();
  void restart();
  void fall_behind();
  void read_behind(tally::RecordNumber after, tally::RecordNumber given);
  store::Result<void> catch_up();
  void count_met();
  std::optional<tally::RecordNumber> oldest_unapplied() const;
  std::optional<Time> unapplied_since() const;

  // prune_loop.cpp
  asio::awaitable<void> prune_loop();
  asio::awaitable<void> prune_lists();

  // merge_loop.cpp
  asio::awaitable<void> merge_loop();
  void merge_later(ping::Article article, LateMerges::Came came);
  asio::awaitable<bool> merge_what_came_late();
  asio::awaitable<void> merge_late(LateMerges::Late late);

  // upkeep.cpp
  asio::awaitable<void> upkeep_loop();
  void watch_clock();
  void drop_applied_segments();
  asio::awaitable<void> tell_whose_journals_are_here();
  std::uint64_t journal_bytes() const;
  void show_lag();
  void show_unapplied();
  void show_live();
  void show_overflow();
  void show_state();
  void show_readiness();

  Options options_;
  metrics::Metrics& metrics_;
  store::Store& store_;
  tally::Tally tally_;
  Salts salts_;
  Keeper keeper_;
  Recovery recovery_;
  Retention retention_;
  TaskGroup tasks_;
  Asker asker_;
  Presence presence_;
  Redirector redirector_;
  asio::steady_timer flush_timer_;
  asio::steady_timer upkeep_timer_;
  asio::steady_timer prune_timer_;
  asio::steady_timer merge_timer_;
  asio::steady_timer first_session_;  // waited for by start()

  boost::unordered_flat_map<std::string, const metrics::SiteCounters*> site_counters_;
  boost::unordered_flat_map<Inlet*, std::vector<Work*>> finished_;
  std::vector<PingWork*> told_;  // of whose articles the store has told
  std::string payload_;          // reused for every record

  struct WaitingEdit {
    tally::RecordNumber number = 0;
    EditWork* work = nullptr;
  };
  std::vector<WaitingEdit> waiting_edits_;  // kept, and not yet in the store
  Time last_edit_{};

  LateMerges late_;

  bool stopping_ = false;
  bool was_settled_ = false;  // at least once
  bool settled_ = false;      // the store is open and its markers are settled
  bool rolled_back_ = false;  // found since the markers were settled
  bool foreign_ = false;      // another writer uses our run's id: nothing is applied any more
  std::chrono::steady_clock::time_point check_at_{};  // of the markers
  std::chrono::milliseconds retry_pause_{};           // before the store is looked for again
  bool flushing_ = false;                             // batches are under way
  std::optional<std::chrono::steady_clock::time_point> stop_by_;
  std::vector<tally::Tally::Restart> restarts_;  // found, and still to be caught up with
  std::optional<Backlog> backlog_;               // while the tally is behind
  Backlog::Met counted_met_;                     // of it, what the metrics have
  Backlog::Told told_met_;                       // and of all there were
  std::string last_failure_;                     // so that one failure is one log line
  std::string store_identity_;
  tally::RecordNumber last_kept_ = 0;
  tally::RecordNumber applied_through_ = 0;  // as of the last flush
  std::vector<journal::RunId> gone_runs_;    // their markers are still to be removed
  std::uint64_t bytes_at_tidy_ = 0;
  Time wall_seen_{};  // both at the last look at the clocks
  std::chrono::steady_clock::time_point steady_seen_{};
  std::atomic<Readiness> readiness_{Readiness::ready};
};

}  // namespace readcount::pipeline
