#pragma once

#include "settings/complaint.hpp"
#include "settings/settings.hpp"

#include <string_view>

// One function a setting: takes one value, with its range, into the settings or complains. Those
// of repeatable settings add; the others replace.

namespace readcount::settings {

Parsed<void> take_listen(Settings& into, std::string_view text);
Parsed<void> take_admin_listen(Settings& into, std::string_view text);
Parsed<void> take_trusted_proxy(Settings& into, std::string_view text);
Parsed<void> take_token_file(Settings& into, std::string_view text);
Parsed<void> take_tls_cert(Settings& into, std::string_view text);
Parsed<void> take_tls_key(Settings& into, std::string_view text);
Parsed<void> take_site(Settings& into, std::string_view text);
Parsed<void> take_redis(Settings& into, std::string_view text);
Parsed<void> take_key_prefix(Settings& into, std::string_view text);
Parsed<void> take_allow_evicting_redis(Settings& into, std::string_view text);
Parsed<void> take_flush_interval(Settings& into, std::string_view text);
Parsed<void> take_state_dir(Settings& into, std::string_view text);
Parsed<void> take_journal_sync(Settings& into, std::string_view text);
Parsed<void> take_journal_sync_interval(Settings& into, std::string_view text);
Parsed<void> take_journal_retain(Settings& into, std::string_view text);
Parsed<void> take_journal_max_bytes(Settings& into, std::string_view text);
Parsed<void> take_repeat_window(Settings& into, std::string_view text);
Parsed<void> take_read_seconds(Settings& into, std::string_view text);
Parsed<void> take_geoip_db(Settings& into, std::string_view text);
Parsed<void> take_keep_minutes(Settings& into, std::string_view text);
Parsed<void> take_keep_hours(Settings& into, std::string_view text);
Parsed<void> take_keep_engagement(Settings& into, std::string_view text);
Parsed<void> take_keep_sources(Settings& into, std::string_view text);
Parsed<void> take_keep_site_sources(Settings& into, std::string_view text);
Parsed<void> take_keep_hour_lists(Settings& into, std::string_view text);
Parsed<void> take_keep_day_lists(Settings& into, std::string_view text);
Parsed<void> take_keep_listed(Settings& into, std::string_view text);
Parsed<void> take_keep_listed_of_site(Settings& into, std::string_view text);
Parsed<void> take_threads(Settings& into, std::string_view text);
Parsed<void> take_new_articles_per_hour(Settings& into, std::string_view text);
Parsed<void> take_new_names_per_day(Settings& into, std::string_view text);
Parsed<void> take_rate_limit(Settings& into, std::string_view text);
Parsed<void> take_max_connections(Settings& into, std::string_view text);
Parsed<void> take_max_streams(Settings& into, std::string_view text);
Parsed<void> take_metrics_top(Settings& into, std::string_view text);
Parsed<void> take_max_connections_per_address(Settings& into, std::string_view text);
Parsed<void> take_max_articles(Settings& into, std::string_view text);
Parsed<void> take_log_level(Settings& into, std::string_view text);
Parsed<void> take_log_format(Settings& into, std::string_view text);

}  // namespace readcount::settings
