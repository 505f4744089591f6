#pragma once

#include "base/problem.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
}  // namespace prometheus

namespace readcount::metrics {

class TopArticles;

/// Counters of one site, for the hot path: found once, then incremented without a lock.
struct SiteCounters {
  /// Pings of one type by outcome.
  struct Pings {
    std::array<prometheus::Counter*, 4> outcomes;  ///< counted, repeat, bot, prefetch

    /// Of an outcome but `refused`, given as ping::Outcome.
    template <class Outcome>
    prometheus::Counter& with(Outcome outcome) const {
      return *outcomes.at(static_cast<std::size_t>(outcome));
    }
  };
  std::array<Pings, 3> pings;  ///< in the order of ping types: view, engage, event
  prometheus::Counter* views = nullptr;
  prometheus::Counter* reads = nullptr;
  prometheus::Counter* engaged_seconds = nullptr;
  prometheus::Counter* new_articles = nullptr;
  prometheus::Counter* beyond_budget = nullptr;
  prometheus::Gauge* live_readers = nullptr;
  TopArticles* top = nullptr;

  /// Of a type, given as ping::Kind, which this folder does not know.
  template <class Kind>
  const Pings& of(Kind kind) const noexcept {
    return pings[static_cast<std::size_t>(kind)];
  }
};

/// The one place that names a metric. Every other part counts through this.
///
/// Shared by all threads. Names, labels and meanings are a contract: people's dashboards use them.
/// Labels come from closed sets or are bounded: at most kMaxSites sites, later ones are "(other)",
/// and of each the articles that are viewed most now.
class Metrics {
 public:
  static constexpr std::size_t kMaxSites = 1000;

  /// What a store can be in that says "later", as store/classify.cpp names it.
  static constexpr std::array<std::string_view, 10> kStoreStates{
      "loading",    "busy",     "oom",         "readonly",   "misconf",
      "noreplicas", "tryagain", "clusterdown", "masterdown", "noscript"};

  /// What pages and readers name freely, in the order in which who counts them has them; the first
  /// kSubjectKinds of them are counted by themselves as well, and have a budget.
  static constexpr std::array<std::string_view, 7> kNameKinds{
      "section", "author", "referrer", "campaign", "country", "language", "event"};
  static constexpr std::size_t kSubjectKinds = 2;

  /// Names at most `top` articles a site.
  explicit Metrics(std::size_t top = 50);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  /// Names at most so many from now on.
  void name_articles(std::size_t top);

  /// The settings were read anew: taken, or refused as a whole.
  void reloaded(bool taken);

  /// Until when the certificate is valid that is shown; none: there is none, nor a series of it.
  void certificate_ends(std::optional<std::chrono::sys_seconds> at);

  /// The counters of a site; valid as long as the Metrics. Takes a lock.
  const SiteCounters& site(std::string_view name);

  /// A view of an article of this site was counted.
  static void viewed(const SiteCounters& site, std::string_view path);

  /// An article was erased, or merged into another: it is no longer named, until it is viewed.
  static void gone(const SiteCounters& site, std::string_view path);

  /// A request was refused with this code.
  void refused(Code code);

  /// That request was a ping: the outcome `refused`.
  void ping_refused();

  /// The store failed: "away", "refused" or one of kStoreStates; any other is "other".
  void store_failed(std::string_view failure);

  /// One HTTP answer. `route` is one of the router's paths.
  void request(std::string_view route, int status, std::chrono::steady_clock::duration took);

  /// Everything, in Prometheus' text format. The process_* values are read at this moment.
  std::string text();

 private:
  struct Registry;
  std::unique_ptr<Registry> registry_;

 public:
  prometheus::Gauge& http_connections;
  prometheus::Counter& http_made_room;
  prometheus::Counter& http_turned_away;
  prometheus::Counter& tls_handshake_failures;
  prometheus::Gauge& http_streams;
  prometheus::Gauge& journal_bytes;
  prometheus::Gauge& journal_max_bytes;
  prometheus::Gauge& journal_unapplied_records;
  prometheus::Counter& journal_torn_bytes;
  prometheus::Counter& journal_damaged_bytes;
  prometheus::Counter& journal_failures;
  prometheus::Histogram& journal_sync_duration;
  prometheus::Histogram& flush_duration;
  prometheus::Gauge& flush_lag;
  prometheus::Gauge& redis_up;
  prometheus::Counter& redis_reconnects;
  prometheus::Counter& replayed_records;
  prometheus::Counter& store_rollbacks;
  prometheus::Counter& store_damaged_increments;
  prometheus::Counter& unrecoverable_records;
  prometheus::Counter& clock_steps;
  prometheus::Gauge& articles_in_memory;
  prometheus::Gauge& repeat_window_pairs;
  prometheus::Gauge& repeat_window_evictions;
  prometheus::Counter& rate_limit_full;
  prometheus::Counter& article_evictions;
  prometheus::Counter& live_view_evictions;
  prometheus::Counter& silent_view_evictions;
  prometheus::Counter& credit_evictions;
  prometheus::Counter& shared_texts_refused;
  prometheus::Counter& growing_list_cuts;
  prometheus::Counter& finished_list_cuts;
  std::array<prometheus::Counter*, kNameKinds.size()> names_beyond_bound{};
  std::array<prometheus::Counter*, kSubjectKinds> names_beyond_budget{};
  std::array<prometheus::Counter*, kSubjectKinds> new_names{};
};

/// For parts that do not know prometheus-cpp.
void count(prometheus::Counter& counter, double by = 1);
/// Brings a counter up to what is counted elsewhere. By one thread.
void raise(prometheus::Counter& counter, std::uint64_t total);
void set(prometheus::Gauge& gauge, double value);
void add(prometheus::Gauge& gauge, double by);
void observe(prometheus::Histogram& histogram, std::chrono::steady_clock::duration took);

}  // namespace readcount::metrics
