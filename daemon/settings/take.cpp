#include "settings/take.hpp"

#include "settings/addresses.hpp"
#include "settings/sites.hpp"
#include "settings/token.hpp"
#include "settings/values.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace readcount::settings {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

template <class Field, class Value>
Parsed<void> assign(Field& field, Parsed<Value> value) {
  if (!value) return value.error();
  field = static_cast<Field>(std::move(*value));
  return {};
}

/// One of the lifetimes, within its bounds.
template <class Field, class Parse>
Parsed<void> take_lifetime(Settings& into, Field Lifetimes::*field, Parse parse,
                           std::string_view text) {
  return assign(into.lifetimes.*field, parse(text, kLeastLifetimes.*field, kMostLifetimes.*field));
}

Parsed<void> take_path(std::optional<std::filesystem::path>& field, std::string_view text) {
  if (text.empty()) return Complaint{"\"\" is no file: write a path, or leave the setting out"};
  field = text;
  return {};
}

}  // namespace

Parsed<void> take_listen(Settings& into, std::string_view text) {
  return assign(into.listen, parse_listen(text));
}

Parsed<void> take_admin_listen(Settings& into, std::string_view text) {
  return assign(into.admin_listen, parse_listen(text));
}

Parsed<void> take_trusted_proxy(Settings& into, std::string_view text) {
  auto network = parse_network(text);
  if (!network) return network.error();
  into.trusted_proxies.push_back(std::move(*network));
  return {};
}

Parsed<void> take_token_file(Settings& into, std::string_view text) {
  return assign(into.token, read_token(std::filesystem::path(text)));
}

Parsed<void> take_tls_cert(Settings& into, std::string_view text) {
  return take_path(into.tls_cert, text);
}

Parsed<void> take_tls_key(Settings& into, std::string_view text) {
  return take_path(into.tls_key, text);
}

Parsed<void> take_site(Settings& into, std::string_view text) {
  const auto site = parse_site(text);
  if (!site) return site.error();
  return add_site(into.sites, *site);
}

Parsed<void> take_redis(Settings& into, std::string_view text) {
  return assign(into.redis, parse_redis(text));
}

Parsed<void> take_key_prefix(Settings& into, std::string_view text) {
  constexpr std::size_t kLongest = 32;
  // Braces would move the hash tag that binds a partition's keys; *?[ are patterns to Redis.
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ':' ||
           c == '_' || c == '-' || c == '.';
  };
  if (text.empty() || text.size() > kLongest || !std::all_of(text.begin(), text.end(), fits)) {
    return Complaint{in_quotes(text) +
                     " is no prefix: write 1 to 32 of letters, digits, colon, dot, \"_\", \"-\""};
  }
  into.key_prefix = text;
  return {};
}

Parsed<void> take_allow_evicting_redis(Settings& into, std::string_view text) {
  return assign(into.allow_evicting_redis, parse_boolean(text));
}

Parsed<void> take_flush_interval(Settings& into, std::string_view text) {
  return assign(into.flush_interval, parse_duration(text, milliseconds(1), seconds(60)));
}

Parsed<void> take_state_dir(Settings& into, std::string_view text) {
  if (text.empty()) return Complaint{"\"\" is no directory: write a path"};
  into.state_dir = text;
  return {};
}

Parsed<void> take_journal_sync(Settings& into, std::string_view text) {
  return assign(into.journal_sync, parse_word(text, {"interval", "always"}));
}

Parsed<void> take_journal_sync_interval(Settings& into, std::string_view text) {
  return assign(into.journal_sync_interval, parse_duration(text, milliseconds(10), seconds(60)));
}

Parsed<void> take_journal_retain(Settings& into, std::string_view text) {
  constexpr hours kMost{24 * 365};
  return assign(into.journal_retain, parse_seconds(text, seconds(1), kMost));
}

Parsed<void> take_journal_max_bytes(Settings& into, std::string_view text) {
  constexpr std::uint64_t kLeast = 1ULL << 20;
  return assign(into.journal_max_bytes, parse_bytes(text, kLeast));
}

Parsed<void> take_repeat_window(Settings& into, std::string_view text) {
  return assign(into.repeat_window, parse_seconds(text, seconds(1), hours(24)));
}

Parsed<void> take_read_seconds(Settings& into, std::string_view text) {
  const auto count = parse_number(text, 1, 3600);
  if (!count) return count.error();
  into.read_seconds = seconds(static_cast<std::int64_t>(*count));
  return {};
}

Parsed<void> take_geoip_db(Settings& into, std::string_view text) {
  return take_path(into.geoip_db, text);
}

Parsed<void> take_keep_minutes(Settings& into, std::string_view text) {
  return take_lifetime(into, &Lifetimes::minutes, parse_hours, text);
}

Parsed<void> take_keep_hours(Settings& into, std::string_view text) {
  return take_lifetime(into, &Lifetimes::hours, parse_days, text);
}

Parsed<void> take_keep_engagement(Settings& into, std::string_view text) {
  return take_lifetime(into, &Lifetimes::engagement, parse_days, text);
}

Parsed<void> take_keep_sources(Settings& into, std::string_view text) {
  return take_lifetime(into, &Lifetimes::sources, parse_days, text);
}

Parsed<void> take_keep_site_sources(Settings& into, std::string_view text) {
  return take_lifetime(into, &Lifetimes::site_sources, parse_days, text);
}

Parsed<void> take_keep_hour_lists(Settings& into, std::string_view text) {
  return take_lifetime(into, &Lifetimes::hour_lists, parse_days, text);
}

Parsed<void> take_keep_day_lists(Settings& into, std::string_view text) {
  return take_lifetime(into, &Lifetimes::day_lists, parse_days, text);
}

Parsed<void> take_keep_listed(Settings& into, std::string_view text) {
  return take_lifetime(into, &Lifetimes::listed, parse_number, text);
}

Parsed<void> take_keep_listed_of_site(Settings& into, std::string_view text) {
  return take_lifetime(into, &Lifetimes::listed_of_site, parse_number, text);
}

Parsed<void> take_threads(Settings& into, std::string_view text) {
  return assign(into.threads, parse_number(text, 1, 64));
}

Parsed<void> take_max_streams(Settings& into, std::string_view text) {
  return assign(into.max_streams, parse_number(text, 0, 1'000'000));
}

Parsed<void> take_new_articles_per_hour(Settings& into, std::string_view text) {
  return assign(into.new_articles_per_hour, parse_new_articles(text));
}

Parsed<void> take_new_names_per_day(Settings& into, std::string_view text) {
  return assign(into.new_names_per_day, parse_number(text, 0, 1'000'000));
}

Parsed<void> take_rate_limit(Settings& into, std::string_view text) {
  return assign(into.rate_limit, parse_number(text, 0, 1'000'000));
}

Parsed<void> take_max_connections(Settings& into, std::string_view text) {
  return assign(into.max_connections, parse_number(text, 1, 1'000'000));
}

Parsed<void> take_max_connections_per_address(Settings& into, std::string_view text) {
  return assign(into.max_connections_per_address, parse_number(text, 1, 1'000'000));
}

Parsed<void> take_max_articles(Settings& into, std::string_view text) {
  return assign(into.max_articles, parse_number(text, 1000, 1'000'000'000));
}

Parsed<void> take_metrics_top(Settings& into, std::string_view text) {
  return assign(into.metrics_top, parse_number(text, 0, 1000));
}

Parsed<void> take_log_level(Settings& into, std::string_view text) {
  return assign(into.log_level, parse_word(text, {"debug", "info", "warning", "error"}));
}

Parsed<void> take_log_format(Settings& into, std::string_view text) {
  return assign(into.log_format, parse_word(text, {"text", "json"}));
}

}  // namespace readcount::settings
