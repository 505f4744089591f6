#include "run/options.hpp"

#include "run/certificate.hpp"
#include "run/failure.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

namespace readcount::run {
namespace {

std::vector<ping::SiteRule> site_rules(const settings::Settings& settings) {
  std::vector<ping::SiteRule> rules;
  for (const auto& site : settings.sites) {
    rules.push_back({site.host, site.aliases, site.keep_query});
  }
  return rules;
}

std::optional<ping::Countries> countries_of(const settings::Settings& settings) {
  if (!settings.geoip_db) return std::nullopt;
  try {
    return ping::Countries(*settings.geoip_db);
  } catch (const std::invalid_argument& error) {
    throw StartFailure(std::string("--geoip-db: ") + error.what());
  }
}

}  // namespace

std::shared_ptr<const api::Rules> rules_of(const settings::Settings& settings) {
  return std::make_shared<const api::Rules>(
      api::Rules{ping::Sites(site_rules(settings)), ping::TrustedProxies(settings.trusted_proxies),
                 countries_of(settings), settings.token, settings.rate_limit, settings.max_streams,
                 certificate_of(settings)});
}

http::Limits limits_of(const settings::Settings& settings, std::size_t listeners) {
  http::Limits limits;
  limits.connections = std::max<std::size_t>(1, settings.max_connections / listeners);
  limits.of_address = std::max<std::size_t>(1, settings.max_connections_per_address / listeners);
  return limits;
}

tally::Budget::Options budget_of(const settings::Settings& settings) {
  tally::Budget::Options budget;
  budget.most = settings.new_articles_per_hour;
  for (const auto& site : settings.sites) {
    if (site.new_articles_per_hour) budget.own[site.host] = *site.new_articles_per_hour;
  }
  return budget;
}

tally::Budget::Options name_budget_of(const settings::Settings& settings) {
  auto budget = tally::Tally::Options().name_budget;
  budget.most = settings.new_names_per_day;
  return budget;
}

pipeline::Pipeline::Options pipeline_options(const settings::Settings& settings,
                                             std::filesystem::path journal) {
  pipeline::Pipeline::Options options;
  options.tally.repeat_window = settings.repeat_window;
  options.tally.read_seconds = settings.read_seconds;
  options.tally.max_articles = settings.max_articles;
  options.tally.budget = budget_of(settings);
  options.tally.name_budget = name_budget_of(settings);
  options.sync = settings.journal_sync == settings::JournalSync::always ? pipeline::Sync::always
                                                                        : pipeline::Sync::interval;
  options.sync_interval = settings.journal_sync_interval;
  options.flush_interval = settings.flush_interval;
  options.retention.directory = std::move(journal);
  options.retention.retain = settings.journal_retain;
  options.retention.max_bytes = settings.journal_max_bytes;
  options.run = journal::RunId::random();
  return options;
}

store::Address address_of(const std::string& url) {
  auto address = store::parse_address(url);
  if (!address) throw StartFailure("--redis: " + address.error());
  return std::move(*address);
}

}  // namespace readcount::run
