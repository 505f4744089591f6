#include "settings/table.hpp"

#include "settings/take.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace readcount::settings {
namespace {

template <auto Field>
bool same(const Settings& a, const Settings& b) {
  return a.*Field == b.*Field;
}

template <auto Field>
bool same_lifetime(const Settings& a, const Settings& b) {
  return a.lifetimes.*Field == b.lifetimes.*Field;
}

constexpr std::array kTable{
    Setting{"listen", "ADDRESS:PORT", ":8228",
            "where pages send their pings; an empty address takes all, port 0 a free one",
            Kind::single, Group::listening, take_listen, false, same<&Settings::listen>},
    Setting{"admin-listen", "ADDRESS:PORT", "127.0.0.1:9228",
            "where operators ask: every route, without a token, and /metrics; keep it private",
            Kind::single, Group::listening, take_admin_listen, false,
            same<&Settings::admin_listen>},
    Setting{"trusted-proxy", "CIDR", "none",
            "a proxy whose X-Forwarded-For is believed; may be given several times",
            Kind::repeatable, Group::listening, take_trusted_proxy, true},
    Setting{"token-file", "FILE", "none: private routes on the admin listener only",
            "holds the token that opens the private routes on the public listener", Kind::single,
            Group::listening, take_token_file, true},
    Setting{"tls-cert", "FILE", "none: plain HTTP",
            "the server's certificate and its chain (PEM), with which the public listener speaks "
            "HTTPS",
            Kind::single, Group::listening, take_tls_cert, true},
    Setting{"tls-key", "FILE", "none", "the key of that certificate (PEM), without a password",
            Kind::single, Group::listening, take_tls_key, true},
    Setting{"site", "HOST[,ALIAS...]", "any localhost site",
            "a site to count, and further hosts folded into it; may be given several times",
            Kind::repeatable, Group::sites, take_site, true},
    Setting{"redis", "URL", "a private redis-server in the state directory",
            "the Redis that keeps the counts: redis://[user:password@]host:port/db or unix:///path",
            Kind::single, Group::redis, take_redis, true, same<&Settings::redis>},
    Setting{"key-prefix", "TEXT", "rc:", "what every key in Redis starts with", Kind::single,
            Group::redis, take_key_prefix, false, same<&Settings::key_prefix>},
    Setting{"allow-evicting-redis", "", "false",
            "start although Redis may evict keys, and so forget counts", Kind::toggle, Group::redis,
            take_allow_evicting_redis, false, same<&Settings::allow_evicting_redis>},
    Setting{"flush-interval", "TIME", "200ms", "how often what was counted is applied to Redis",
            Kind::single, Group::redis, take_flush_interval, false,
            same<&Settings::flush_interval>},
    Setting{"state-dir", "DIR", "/var/lib/readcount",
            "holds the journal and the private Redis; one daemon at a time", Kind::single,
            Group::journal, take_state_dir, false, same<&Settings::state_dir>},
    Setting{"journal-sync", "interval|always", "interval",
            "sync the journal to disk now and then, or before every answer", Kind::single,
            Group::journal, take_journal_sync, false, same<&Settings::journal_sync>},
    Setting{"journal-sync-interval", "TIME", "1s",
            "how often it is synced: the most that a power cut can lose", Kind::single,
            Group::journal, take_journal_sync_interval, false,
            same<&Settings::journal_sync_interval>},
    Setting{"journal-retain", "TIME", "1h",
            "how long applied pings stay, to replay them should Redis lose data", Kind::single,
            Group::journal, take_journal_retain, false, same<&Settings::journal_retain>},
    Setting{"journal-max-bytes", "SIZE", "1GiB",
            "the journal's bound; while it is full, pings are refused", Kind::single,
            Group::journal, take_journal_max_bytes, false, same<&Settings::journal_max_bytes>},
    Setting{"repeat-window", "TIME", "30m", "a reader's loads of an article within it are one view",
            Kind::single, Group::counting, take_repeat_window, false,
            same<&Settings::repeat_window>},
    Setting{"read-seconds", "SECONDS", "15", "engaged seconds that make a view a read",
            Kind::single, Group::counting, take_read_seconds, false, same<&Settings::read_seconds>},
    Setting{"geoip-db", "FILE", "none: countries are not counted",
            "a database of countries or cities in MaxMind's format, by which views get a country",
            Kind::single, Group::counting, take_geoip_db, true},
    Setting{"keep-minutes", "TIME", "48h", "how long minutes are kept, 6h to 7d", Kind::single,
            Group::keeping, take_keep_minutes, false, same_lifetime<&Lifetimes::minutes>},
    Setting{"keep-hours", "TIME", "90d",
            "how long the hours of articles are kept, 3d to 400d; those of sites are kept for ever",
            Kind::single, Group::keeping, take_keep_hours, false, same_lifetime<&Lifetimes::hours>},
    Setting{"keep-engagement", "TIME", "90d",
            "how long engaged time and scroll depth are kept by the day, 2d to 400d", Kind::single,
            Group::keeping, take_keep_engagement, false, same_lifetime<&Lifetimes::engagement>},
    Setting{"keep-sources", "TIME", "90d",
            "how long the sources of an article are kept, by the day, 2d to 400d", Kind::single,
            Group::keeping, take_keep_sources, false, same_lifetime<&Lifetimes::sources>},
    Setting{"keep-site-sources", "TIME", "400d", "how long those of a site are, 2d to 1100d",
            Kind::single, Group::keeping, take_keep_site_sources, false,
            same_lifetime<&Lifetimes::site_sources>},
    Setting{"keep-hour-lists", "TIME", "35d",
            "how long lists of the articles of an hour are kept, 2d to 60d", Kind::single,
            Group::keeping, take_keep_hour_lists, false, same_lifetime<&Lifetimes::hour_lists>},
    Setting{"keep-day-lists", "TIME", "100d",
            "how long those of a day are, up to 400d, and no shorter than those of hours",
            Kind::single, Group::keeping, take_keep_day_lists, false,
            same_lifetime<&Lifetimes::day_lists>},
    Setting{"keep-listed", "NUMBER", "1000",
            "articles that a list keeps once its hour is over, or of a section or an author its "
            "day or month; 100 to 10000",
            Kind::single, Group::keeping, take_keep_listed, false,
            same_lifetime<&Lifetimes::listed>},
    Setting{"keep-listed-of-site", "NUMBER", "10000", "the same of a site, by the day and month",
            Kind::single, Group::keeping, take_keep_listed_of_site, false,
            same_lifetime<&Lifetimes::listed_of_site>},
    Setting{"threads", "NUMBER", "1", "threads that serve HTTP, 1 to 64", Kind::single,
            Group::limits, take_threads, false, same<&Settings::threads>},
    Setting{"new-articles-per-hour", "NUMBER", "50000",
            "articles a site may have in an hour that were never counted before; what is told of "
            "more counts under the site's \"(other)\"",
            Kind::single, Group::limits, take_new_articles_per_hour},
    Setting{"new-names-per-day", "NUMBER", "500",
            "sections and authors together that a site may have in a day and that were never "
            "counted before; more count as \"(other)\"",
            Kind::single, Group::limits, take_new_names_per_day},
    Setting{"rate-limit", "NUMBER", "0",
            "pings a minute that are taken from one address (IPv6: one /64); 0: any number",
            Kind::single, Group::limits, take_rate_limit},
    Setting{"max-connections", "NUMBER", "10000", "connections open at a time", Kind::single,
            Group::limits, take_max_connections},
    Setting{"max-connections-per-address", "NUMBER", "1000",
            "of them, from one address (IPv6: one /64) that is no trusted proxy", Kind::single,
            Group::limits, take_max_connections_per_address},
    Setting{"max-streams", "NUMBER", "100", "streams of who is reading now, open at a time",
            Kind::single, Group::limits, take_max_streams},
    Setting{"max-articles", "NUMBER", "1000000", "articles whose counts are held in memory",
            Kind::single, Group::limits, take_max_articles, false, same<&Settings::max_articles>},
    Setting{"metrics-top", "NUMBER", "50",
            "articles that /metrics names, those of each site that are viewed most; up to 1000",
            Kind::single, Group::limits, take_metrics_top},
    Setting{"log-level", "LEVEL", "info", "debug, info, warning or error", Kind::single, Group::log,
            take_log_level},
    Setting{"log-format", "text|json", "text", "how lines on standard error look", Kind::single,
            Group::log, take_log_format, false, same<&Settings::log_format>},
    Setting{"config", "FILE", "/etc/readcount/readcountd.toml, if there is one",
            "the settings file", Kind::locating, Group::other, nullptr, true},
    Setting{"check", "", "", "check all settings, say what is wrong, and exit", Kind::asking,
            Group::other, nullptr, true},
    Setting{"take-over", "", "",
            "take the place of the readcountd that runs on the same state directory: its "
            "sockets, so that no connection is refused, and what it has not applied",
            Kind::asking, Group::other, nullptr, true},
    Setting{"help", "", "", "show this and exit", Kind::asking, Group::other, nullptr, true},
    Setting{"version", "", "", "show the version and exit", Kind::asking, Group::other, nullptr,
            true},
};

}  // namespace

std::span<const Setting> all_settings() noexcept { return kTable; }

const Setting* find_setting(std::string_view name) noexcept {
  const auto found = std::find_if(kTable.begin(), kTable.end(),
                                  [&](const Setting& setting) { return setting.name == name; });
  return found == kTable.end() ? nullptr : &*found;
}

bool in_environment(const Setting& setting) noexcept { return setting.kind != Kind::asking; }

bool in_file(const Setting& setting) noexcept {
  return setting.kind != Kind::asking && setting.kind != Kind::locating;
}

std::string variable_of(const Setting& setting) {
  std::string variable = "READCOUNT_";
  for (const char c : setting.name) {
    variable += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return variable;
}

std::string names_of_fixed() {
  std::string names;
  for (const auto& setting : kTable) {
    if (setting.fixed != nullptr) names.append(names.empty() ? "" : ", ").append(setting.name);
  }
  return names;
}

std::string_view title_of(Group group) noexcept {
  switch (group) {
    case Group::listening:
      return "Listening";
    case Group::sites:
      return "Sites";
    case Group::redis:
      return "Redis";
    case Group::journal:
      return "Journal";
    case Group::counting:
      return "Counting";
    case Group::keeping:
      return "Keeping";
    case Group::limits:
      return "Limits";
    case Group::log:
      return "Log";
    case Group::other:
      break;
  }
  return "Other";
}

}  // namespace readcount::settings
