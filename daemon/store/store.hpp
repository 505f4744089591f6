#pragma once

#include "base/asio.hpp"
#include "base/clock.hpp"
#include "base/lifetimes.hpp"
#include "store/address.hpp"
#include "store/dumped.hpp"
#include "store/failure.hpp"
#include "store/moved.hpp"
#include "store/reads.hpp"
#include "store/reports.hpp"
#include "tally/batch.hpp"
#include "tally/redirects.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace readcount::store {

/// The secret of one day under which readers are hashed.
using Salt = std::array<unsigned char, 16>;

/// The markers of one run: for each partition the last record whose effect is in (0: none).
using Markers = std::array<tally::RecordNumber, tally::kPartitions>;

/// What became of one batch.
struct Applied {
  bool done = false;                  ///< the marker was `from`; all is in and the marker is `to`
  tally::RecordNumber marker = 0;     ///< the marker now
  std::vector<tally::Totals> totals;  ///< when done: an entry a delta, after it
  std::vector<std::string> damage;    ///< when done: increments that a broken key swallowed, named
  std::uint64_t cut = 0;              ///< when done: articles that lists lost, at their bound
};

/// One step of pruning.
struct Pruned {
  std::string cursor;     ///< the next; "0" after the last step
  std::uint64_t cut = 0;  ///< articles that lists lost
};

/// The counts in Redis. SCHEMA.md is the layout, the key names and the script.
///
/// One connection, everything on it pipelined and answered in the order asked: what totals() reads
/// includes exactly the batches of each apply() that is answered before it. Lives on one
/// single-threaded executor; its methods may be awaited by several coroutines of that executor at
/// once. Nothing here is retried: a failure of kind `away` closes the connection, fails everything
/// under way with the same kind, and the owner calls open() again.
///
/// It may be destroyed while its methods are awaited: they fail with `away` in the next turns of
/// the executor. A method that is cancelled still waits for its answer; close() ends the wait.
class Store {
 public:
  struct Options {
    Address address;
    std::string key_prefix = "rc:";
    bool allow_evicting = false;
    Lifetimes lifetimes;
    std::chrono::milliseconds connect_timeout{2000};
    std::chrono::milliseconds reply_timeout{5000};
  };

  Store(const asio::any_io_executor& executor, Options options);
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  ~Store();

  /// Connects, authenticates, checks that this Redis is fit (SCHEMA.md, "At connect"), creates
  /// `meta` in an empty store, proves the script's permissions on scratch keys. A Redis that is
  /// refused is left as it was. Closes an earlier connection; not to be called again meanwhile.
  asio::awaitable<Result<void>> open();

  /// Closes the connection. What is under way fails with `away`.
  void close();

  /// Closes and waits until nothing of the connection runs any more. For who must know, before the
  /// executor ends, that all is gone; the destructor needs no stop() before it.
  asio::awaitable<void> stop();

  bool is_open() const noexcept;

  /// The store's own random identity, from `meta`; another one after open() is another store.
  const std::string& identity() const noexcept;

  /// What is written stays for so long. Of several daemons on one Redis each key goes by what the
  /// last one said that added something new to it.
  const Lifetimes& lifetimes() const noexcept;

  /// Applies batches of one run, each atomically and only if its marker stands at `from`.
  /// An element fails by itself when its script was refused (transient, refused); nothing of its
  /// batch is in then, and it may be given again. Many batches take several turns of the executor
  /// to be written down, and are then sent at once.
  asio::awaitable<Result<std::vector<Result<Applied>>>> apply(std::string producer,
                                                              std::vector<tally::Batch> batches);

  /// The markers of runs, in the order asked.
  asio::awaitable<Result<std::vector<Markers>>> markers(std::vector<std::string> producers);

  /// Says that a run's journal is gone. Its markers stay for 90 days more, for there may be a copy
  /// of the journal; those of runs that were retired longer ago are removed.
  asio::awaitable<Result<void>> retire(std::string producer, Day today);

  /// Says that the journals of runs are here: what another daemon that had copies of them retired
  /// is not retired. Call it every now and then for all that are.
  asio::awaitable<Result<void>> claim(std::vector<std::string> producers);

  /// The totals of articles (or sites), in the order asked; zeros for what was never counted.
  asio::awaitable<Result<std::vector<tally::Totals>>> totals(std::vector<ping::Article> articles);

  /// Fields of hashes, in the order asked; "" for what is missing. Of many, a part at a time is
  /// asked for, so that others get their turn in between.
  asio::awaitable<Result<std::vector<std::vector<std::string>>>> fields(
      std::vector<FieldsRead> reads);

  /// Whole hashes of amounts, in the order asked.
  asio::awaitable<Result<std::vector<std::vector<Amount>>>> hashes(std::vector<HashName> hashes);

  /// The `most` greatest of a list, the greatest first. `most` is not 0.
  asio::awaitable<Result<std::vector<Listed>>> list(ListName list, std::size_t most);

  /// Takes the turn to prune() all lists; false: some daemon took it within the last hour.
  asio::awaitable<Result<bool>> take_turn(std::string producer);

  /// One step of a look over all lists, from cursor "0" on: cuts those whose month, day or hour is
  /// over (pruning.hpp).
  asio::awaitable<Result<Pruned>> prune(std::string cursor, Time now);

  /// A step through all subjects of a site (dumped.hpp); of all sites for an empty `site`.
  asio::awaitable<Result<Subjects>> subjects(std::string cursor, std::string site);

  /// These lines with all that stands in their keys, whatever it is; each key in bounded steps, so
  /// that what is counted meanwhile may be in or not.
  asio::awaitable<Result<std::vector<dump::Line>>> contents(std::vector<dump::Line> lines);

  /// Applies lines of an import, as apply() does batches.
  asio::awaitable<Result<std::vector<Result<Applied>>>> restore(std::string producer,
                                                                std::vector<Restoration> parts);

  /// How often the redirects of each site were changed.
  asio::awaitable<Result<std::vector<Amount>>> redirect_versions();

  /// The redirects of a site.
  asio::awaitable<Result<tally::RedirectedPaths>> redirects(std::string site);

  /// Changes redirects of a site if nobody did since they had this version, and tells whether.
  asio::awaitable<Result<bool>> redirect(std::string site, std::uint64_t version,
                                         std::vector<std::pair<std::string, std::string>> changes);

  /// The merges that are under way (moved.hpp).
  asio::awaitable<Result<std::vector<Move>>> moves();

  /// Ends a merge, however far it had come. It may be called for one merge by several at once, and
  /// again after a failure. Returns what broken keys swallowed.
  asio::awaitable<Result<std::vector<std::string>>> complete(Move move, Day today);

  /// The salt of a day: the store's, or, where it has none, `proposal`, which then is the store's.
  /// It expires two days after its day began.
  asio::awaitable<Result<Salt>> salt(Day day, Salt proposal);

  /// Publishes a daemon's report of who is reading now. Without another one it vanishes after 9 s.
  asio::awaitable<Result<void>> report(Report own);

  /// The reports that there are.
  asio::awaitable<Result<std::vector<Report>>> reports();

  /// Removes a daemon's report.
  asio::awaitable<Result<void>> withdraw(std::string producer);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace readcount::store
