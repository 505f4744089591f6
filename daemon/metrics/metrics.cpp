#include "metrics/metrics.hpp"

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/version.hpp"
#include "metrics/process.hpp"
#include "metrics/top_articles.hpp"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <iterator>
#include <list>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

namespace readcount::metrics {
namespace {

using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::BuildHistogram;
using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;

const Histogram::BucketBoundaries& seconds() {
  static const Histogram::BucketBoundaries kBuckets{
      0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5};
  return kBuckets;
}

Counter& counter(prometheus::Registry& registry, const char* name, const char* help) {
  return BuildCounter().Name(name).Help(help).Register(registry).Add({});
}

Gauge& gauge(prometheus::Registry& registry, const char* name, const char* help) {
  return BuildGauge().Name(name).Help(help).Register(registry).Add({});
}

Histogram& histogram(prometheus::Registry& registry, const char* name, const char* help) {
  return BuildHistogram().Name(name).Help(help).Register(registry).Add({}, seconds());
}

}  // namespace

struct Metrics::Registry {
  explicit Registry(std::size_t articles) : articles_named(articles) {}

  prometheus::MetricFamily most_viewed();

  prometheus::Registry all;
  ProcessCollector process;
  Family<Counter>& pings = BuildCounter()
                               .Name("readcount_pings_total")
                               .Help("Pings by their one outcome.")
                               .Register(all);
  Counter& refused_pings =
      pings.Add({{"site", "(none)"}, {"type", "view"}, {"outcome", "refused"}});
  Family<Counter>& refusals = BuildCounter()
                                  .Name("readcount_refusals_total")
                                  .Help("Refused requests by the code of the answer.")
                                  .Register(all);
  Family<Counter>& views = BuildCounter()
                               .Name("readcount_views_total")
                               .Help("Views counted by this daemon since it started.")
                               .Register(all);
  Family<Counter>& reads = BuildCounter()
                               .Name("readcount_reads_total")
                               .Help("Views that became reads, since this daemon started.")
                               .Register(all);
  Family<Counter>& engaged_seconds =
      BuildCounter()
          .Name("readcount_engaged_seconds_total")
          .Help("Seconds in which readers were engaged, since this daemon started.")
          .Register(all);
  Family<Counter>& new_articles =
      BuildCounter()
          .Name("readcount_new_articles_total")
          .Help(
              "Articles that neither this daemon nor the store had counted before; a site has so "
              "many an hour as --new-articles-per-hour says.")
          .Register(all);
  Family<Counter>& beyond_budget =
      BuildCounter()
          .Name("readcount_beyond_budget_total")
          .Help("Pings of further new articles, which count under the path (other) of their site.")
          .Register(all);
  Family<Gauge>& live_readers = BuildGauge()
                                    .Name("readcount_live_readers")
                                    .Help("Page views that are being read now on this daemon.")
                                    .Register(all);
  Family<Counter>& store_failures =
      BuildCounter()
          .Name("readcount_store_failures_total")
          .Help("Failures of the store by class: away, refused, or the state it said it was in.")
          .Register(all);
  Family<Counter>& requests = BuildCounter()
                                  .Name("readcount_http_requests_total")
                                  .Help("Answered HTTP requests by route and status.")
                                  .Register(all);
  Family<Histogram>& durations =
      BuildHistogram()
          .Name("readcount_http_request_duration_seconds")
          .Help("From a request's last header to the last byte of its answer handed to the kernel.")
          .Register(all);

  Family<Counter>& view_evictions =
      BuildCounter()
          .Name("readcount_page_view_evictions_total")
          .Help(
              "Page views that were forgotten early to make room: live ones, and ones that were "
              "silent. What their pages tell after that counts with a bound of its own.")
          .Register(all);
  Family<Counter>& list_cuts =
      BuildCounter()
          .Name("readcount_list_articles_cut_total")
          .Help(
              "Articles that lists in the store lost at their lower end: growing ones at 50 000, "
              "and finished ones, cut to --keep-listed by this daemon.")
          .Register(all);
  Family<Counter>& names_beyond_bound =
      BuildCounter()
          .Name("readcount_names_beyond_bound_total")
          .Help("Names counted as (other), as their site had too many of their kind that day.")
          .Register(all);
  Family<Counter>& names_beyond_budget =
      BuildCounter()
          .Name("readcount_names_beyond_budget_total")
          .Help("Names of further new sections and authors, which count as (other) of their site.")
          .Register(all);
  Family<Counter>& new_names =
      BuildCounter()
          .Name("readcount_new_names_total")
          .Help(
              "Sections and authors that neither this daemon nor the store had counted before; a "
              "site has so many a day as --new-names-per-day says.")
          .Register(all);

  Counter& log_lines_dropped =
      counter(all, "readcount_log_lines_dropped_total",
              "Lines of the log that were dropped because nobody read it.");

  Gauge& reload_successful = gauge(all, "readcount_config_last_reload_successful",
                                   "1 if the settings that were read last are in force, else 0.");
  Gauge& reload_time = gauge(all, "readcount_config_last_reload_success_timestamp_seconds",
                             "When the settings that are in force were read.");

  Family<Gauge>& certificate_expiry =
      BuildGauge()
          .Name("readcount_tls_certificate_expiry_timestamp_seconds")
          .Help("When the certificate that is shown, or one of its chain, is valid no longer.")
          .Register(all);

  std::mutex mutex;                  // guards what follows; the counters behind the maps are atomic
  std::size_t articles_named;        // of each site
  Gauge* certificate_end = nullptr;  // of that family; null: no certificate is shown
  std::map<std::string, SiteCounters, std::less<>> sites;
  std::list<TopArticles> top_articles;  // the sites point to them
  std::map<std::pair<std::string_view, int>, Counter*> by_route;
  std::map<std::string_view, Histogram*> duration_by_route;
  std::map<Code, Counter*> by_reason;
  std::map<std::string_view, Counter*> by_failure;
};

Metrics::Metrics(std::size_t top)
    : registry_(std::make_unique<Registry>(top)),
      http_connections(
          gauge(registry_->all, "readcount_http_connections", "Open HTTP connections.")),
      http_made_room(counter(
          registry_->all, "readcount_http_connections_made_room_total",
          "Idle connections that were closed for new ones, at --max-connections or its bound for "
          "one address.")),
      http_turned_away(counter(
          registry_->all, "readcount_http_connections_turned_away_total",
          "Connections that were closed at once: their address had as many, none of them idle.")),
      tls_handshake_failures(counter(
          registry_->all, "readcount_tls_handshake_failures_total",
          "Connections that ended before TLS began: no TLS was spoken, none that both know, the "
          "client did not like the certificate, or it took too long.")),
      http_streams(gauge(registry_->all, "readcount_http_streams", "Open streams of events.")),
      journal_bytes(gauge(registry_->all, "readcount_journal_bytes",
                          "Bytes of all journal segments on disk.")),
      journal_max_bytes(gauge(registry_->all, "readcount_journal_max_bytes",
                              "The journal's bound; pings are refused while it is reached.")),
      journal_unapplied_records(
          gauge(registry_->all, "readcount_journal_unapplied_records",
                "Journalled records not yet known to be in the store; of earlier "
                "runs 1 stands for all.")),
      journal_torn_bytes(counter(registry_->all, "readcount_journal_torn_bytes_total",
                                 "Bytes behind the last whole record of a killed run's segment; "
                                 "nothing in them was ever answered.")),
      journal_damaged_bytes(counter(registry_->all, "readcount_journal_damaged_bytes_total",
                                    "Damaged bytes with whole records behind them.")),
      journal_failures(counter(registry_->all, "readcount_journal_failures_total",
                               "Writes and syncs of the journal that failed.")),
      journal_sync_duration(histogram(registry_->all, "readcount_journal_sync_duration_seconds",
                                      "How long fdatasync of the journal took.")),
      flush_duration(histogram(registry_->all, "readcount_flush_duration_seconds",
                               "How long the store took to apply one flush.")),
      flush_lag(gauge(registry_->all, "readcount_flush_lag_seconds",
                      "Age of the oldest record that is not yet in the store; 0 when all are.")),
      redis_up(gauge(registry_->all, "readcount_redis_up",
                     "1 while the store is connected and fit, else 0.")),
      redis_reconnects(counter(registry_->all, "readcount_redis_reconnects_total",
                               "Connections to the store after the first.")),
      replayed_records(counter(registry_->all, "readcount_replayed_records_total",
                               "Records that were applied after being read from the journal.")),
      store_rollbacks(counter(registry_->all, "readcount_store_rollbacks_total",
                              "Partitions whose marker was found behind what was confirmed.")),
      store_damaged_increments(counter(registry_->all, "readcount_store_damaged_increments_total",
                                       "Increments that a broken key in the store swallowed.")),
      unrecoverable_records(counter(registry_->all, "readcount_unrecoverable_records_total",
                                    "Records that neither the store nor the journal holds.")),
      clock_steps(counter(registry_->all, "readcount_clock_steps_total",
                          "Jumps of the wall clock by more than an hour.")),
      articles_in_memory(gauge(registry_->all, "readcount_articles_in_memory",
                               "Articles and sites whose counts are held in memory.")),
      repeat_window_pairs(gauge(registry_->all, "readcount_repeat_window_pairs",
                                "Pairs of reader and article that are remembered.")),
      repeat_window_evictions(gauge(registry_->all, "readcount_repeat_window_evictions",
                                    "How often pairs were forgotten early, at the bound.")),
      rate_limit_full(counter(registry_->all, "readcount_rate_limit_full_total",
                              "How often the table of senders' addresses was full, and those in it "
                              "were forgotten before their minute was over.")),
      article_evictions(counter(registry_->all, "readcount_article_evictions_total",
                                "Articles whose counts left memory, at --max-articles.")),
      live_view_evictions(registry_->view_evictions.Add({{"state", "live"}})),
      silent_view_evictions(registry_->view_evictions.Add({{"state", "silent"}})),
      credit_evictions(counter(registry_->all, "readcount_credit_evictions_total",
                               "How often the table of readers' credit was full, and those in it "
                               "may be believed two minutes anew.")),
      shared_texts_refused(counter(registry_->all, "readcount_shared_texts_refused_total",
                                   "Sections and authors of articles that were taken for (other), "
                                   "as memory held 100 000 of them.")),
      growing_list_cuts(registry_->list_cuts.Add({{"state", "growing"}})),
      finished_list_cuts(registry_->list_cuts.Add({{"state", "finished"}})) {
  for (std::size_t i = 0; i < kNameKinds.size(); ++i) {
    const prometheus::Labels kind{{"kind", std::string(kNameKinds[i])}};
    names_beyond_bound[i] = &registry_->names_beyond_bound.Add(kind);
    if (i >= kSubjectKinds) continue;
    names_beyond_budget[i] = &registry_->names_beyond_budget.Add(kind);
    new_names[i] = &registry_->new_names.Add(kind);
  }
  BuildGauge()
      .Name("readcount_build_info")
      .Help("1, labelled with the version that runs.")
      .Register(registry_->all)
      .Add({{"version", std::string(kVersion)}})
      .Set(1);
  // Every reason exists from the start, so that a rate over it is right from the first one.
  for (const auto code : all_codes()) {
    registry_->by_reason[code] = &registry_->refusals.Add({{"reason", std::string(name_of(code))}});
  }
  std::vector<std::string_view> failures(kStoreStates.begin(), kStoreStates.end());
  failures.insert(failures.end(), {"away", "refused", "other"});
  for (const auto failure : failures) {
    registry_->by_failure[failure] =
        &registry_->store_failures.Add({{"class", std::string(failure)}});
  }
}

Metrics::~Metrics() = default;

void Metrics::name_articles(std::size_t top) {
  const std::lock_guard lock(registry_->mutex);
  registry_->articles_named = top;
  for (auto& articles : registry_->top_articles) articles.tell_of(top);
}

void Metrics::reloaded(bool taken) {
  registry_->reload_successful.Set(taken ? 1 : 0);
  const std::chrono::duration<double> now = wall_now().time_since_epoch();
  if (taken) registry_->reload_time.Set(now.count());
}

/// Made when it is asked for: which articles they are changes all the time.
prometheus::MetricFamily Metrics::Registry::most_viewed() {
  std::vector<std::pair<std::string_view, const TopArticles*>> named;
  {
    const std::lock_guard lock(mutex);
    for (const auto& [site, counters] : sites) named.emplace_back(site, counters.top);
  }
  prometheus::MetricFamily family;
  family.name = "readcount_top_article_views_total";
  family.help = "Views counted by this daemon of the articles that are viewed most now.";
  family.type = prometheus::MetricType::Counter;
  for (const auto& [site, articles] : named) {
    for (auto& row : articles->rows()) {
      auto& metric = family.metric.emplace_back();
      metric.label = {{"site", std::string(site)}, {"path", std::move(row.path)}};
      metric.counter.value = static_cast<double>(row.views);
    }
  }
  return family;
}

const SiteCounters& Metrics::site(std::string_view name) {
  const std::lock_guard lock(registry_->mutex);
  auto& sites = registry_->sites;
  if (const auto it = sites.find(name); it != sites.end()) return it->second;

  const std::string label(sites.size() < kMaxSites ? name : "(other)");
  if (const auto it = sites.find(label); it != sites.end()) return it->second;
  const auto outcomes = [&](const char* type) {
    const auto outcome = [&](const char* word) {
      return &registry_->pings.Add({{"site", label}, {"type", type}, {"outcome", word}});
    };
    return SiteCounters::Pings{
        {outcome("counted"), outcome("repeat"), outcome("bot"), outcome("prefetch")}};
  };
  const SiteCounters counters{{outcomes("view"), outcomes("engage"), outcomes("event")},
                              &registry_->views.Add({{"site", label}}),
                              &registry_->reads.Add({{"site", label}}),
                              &registry_->engaged_seconds.Add({{"site", label}}),
                              &registry_->new_articles.Add({{"site", label}}),
                              &registry_->beyond_budget.Add({{"site", label}}),
                              &registry_->live_readers.Add({{"site", label}}),
                              &registry_->top_articles.emplace_back(registry_->articles_named)};
  return sites.emplace(label, counters).first->second;
}

void Metrics::viewed(const SiteCounters& site, std::string_view path) {
  count(*site.views);
  site.top->view(path, std::chrono::steady_clock::now());
}

void Metrics::gone(const SiteCounters& site, std::string_view path) { site.top->forget(path); }

void Metrics::certificate_ends(std::optional<std::chrono::sys_seconds> at) {
  const std::lock_guard lock(registry_->mutex);
  auto& end = registry_->certificate_end;
  if (!at) {
    if (end != nullptr) registry_->certificate_expiry.Remove(std::exchange(end, nullptr));
    return;
  }
  if (end == nullptr) end = &registry_->certificate_expiry.Add({});
  end->Set(static_cast<double>(at->time_since_epoch().count()));
}

void Metrics::refused(Code code) { registry_->by_reason.at(code)->Increment(); }

void Metrics::store_failed(std::string_view failure) {
  const auto found = registry_->by_failure.find(failure);
  (found == registry_->by_failure.end() ? registry_->by_failure.at("other") : found->second)
      ->Increment();
}

void Metrics::ping_refused() { registry_->refused_pings.Increment(); }

void Metrics::request(std::string_view route, int status,
                      std::chrono::steady_clock::duration took) {
  Counter* answered = nullptr;
  Histogram* duration = nullptr;
  {
    const std::lock_guard lock(registry_->mutex);
    auto& by_route = registry_->by_route[{route, status}];
    if (by_route == nullptr) {
      by_route = &registry_->requests.Add(
          {{"route", std::string(route)}, {"code", std::to_string(status)}});
    }
    auto& by_duration = registry_->duration_by_route[route];
    if (by_duration == nullptr) {
      by_duration = &registry_->durations.Add({{"route", std::string(route)}}, seconds());
    }
    answered = by_route;
    duration = by_duration;
  }
  answered->Increment();
  observe(*duration, took);
}

std::string Metrics::text() {
  {
    const std::lock_guard lock(registry_->mutex);
    auto& dropped = registry_->log_lines_dropped;
    dropped.Increment(static_cast<double>(log_lines_dropped()) - dropped.Value());
  }
  auto families = registry_->all.Collect();
  auto process = registry_->process.Collect();
  std::move(process.begin(), process.end(), std::back_inserter(families));
  families.push_back(registry_->most_viewed());
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace readcount::metrics
