#pragma once

#include "base/lifetimes.hpp"
#include "base/log.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace readcount::settings {

/// `ADDRESS:PORT`, `[IPV6]:PORT` or `:PORT` (all addresses), taken apart.
struct ListenAddress {
  std::string host;        ///< an IPv4 or IPv6 address without brackets; empty: all addresses
  std::uint16_t port = 0;  ///< 0 takes a free port, which the log then names

  friend bool operator==(const ListenAddress&, const ListenAddress&) = default;
};

/// One site that is counted: its name, the hosts folded into it, and the query parameters that
/// tell its articles apart.
struct Site {
  std::string host;                     ///< lower case, without "www."; the site's name
  std::vector<std::string> aliases;     ///< further hosts, lower case, without "www."
  std::vector<std::string> keep_query;  ///< file only: [sites."news.example"] keep-query = ["id"]
  std::optional<std::uint64_t> new_articles_per_hour{};  ///< file only; none: that of all

  friend bool operator==(const Site&, const Site&) = default;
};

enum class JournalSync {
  interval,  ///< fdatasync once a second: a power cut loses at most that; costs nothing a ping
  always,    ///< fdatasync before each answer, one for all that wait: a power cut loses nothing
};

/// Everything that can be set, with the defaults in force. Made by load() and reload(), then never
/// changed.
struct Settings {
  ListenAddress listen{"", 8228};
  ListenAddress admin_listen{"127.0.0.1", 9228};
  std::vector<Site> sites;           ///< empty: any localhost site, for trying out
  std::optional<std::string> redis;  ///< URL; none: a private redis-server is started
  std::filesystem::path state_dir = "/var/lib/readcount";
  std::string key_prefix = "rc:";
  bool allow_evicting_redis = false;
  unsigned threads = 1;
  std::vector<std::string> trusted_proxies;       ///< CIDR each, validated, e.g. "10.0.0.0/8"
  std::optional<std::string> token;               ///< what --token-file holds: 16 bytes or more
  std::optional<std::filesystem::path> tls_cert;  ///< none: the public listener is plain HTTP
  std::optional<std::filesystem::path> tls_key;   ///< there if `tls_cert` is
  JournalSync journal_sync = JournalSync::interval;
  std::chrono::milliseconds journal_sync_interval{1000};
  std::chrono::seconds journal_retain{3600};
  std::uint64_t journal_max_bytes = 1ULL << 30;  ///< 1 GiB
  std::chrono::milliseconds flush_interval{200};
  std::chrono::seconds repeat_window{1800};
  std::chrono::seconds read_seconds{15};
  std::optional<std::filesystem::path> geoip_db;  ///< none: no view has a country
  Lifetimes lifetimes;                            ///< of what is counted by time
  std::uint64_t new_articles_per_hour = 50'000;   ///< of each site
  std::uint64_t new_names_per_day = 500;          ///< sections and authors of each site
  std::uint64_t rate_limit = 0;                   ///< pings a minute of one address; 0: no limit
  std::uint64_t max_connections = 10000;
  std::uint64_t max_connections_per_address = 1000;  ///< trusted proxies may have more
  std::uint64_t max_streams = 100;       ///< of /v1/live/stream; each is a connection as well
  std::uint64_t max_articles = 1000000;  ///< articles whose counts are held in memory
  std::uint64_t metrics_top = 50;        ///< articles a site that /metrics names
  LogLevel log_level = LogLevel::info;
  LogFormat log_format = LogFormat::text;

  friend bool operator==(const Settings&, const Settings&) = default;
};

}  // namespace readcount::settings
