#include "launch.hpp"
#include "settings/table.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

// Every setting from every source. A setting of the table without a row here fails a test.

namespace readcount::settings {
namespace {

struct Example {
  std::string name;
  std::string value;                           // as a flag and as a variable give it
  std::string toml;                            // as the file gives it
  std::function<bool(const Settings&)> is_in;  // whether it has arrived
};

const std::vector<Example>& examples() {
  static const std::vector<Example> kAll{
      {"listen", "127.0.0.1:1", "'127.0.0.1:1'",
       [](const auto& s) {
         return s.listen == ListenAddress{"127.0.0.1", 1};
       }},
      {"admin-listen", "[::1]:2", "'[::1]:2'",
       [](const auto& s) {
         return s.admin_listen == ListenAddress{"::1", 2};
       }},
      {"trusted-proxy", "10.0.0.0/8", "['10.0.0.0/8']",
       [](const auto& s) { return s.trusted_proxies == std::vector<std::string>{"10.0.0.0/8"}; }},
      {"token-file", "TOKEN", "'TOKEN'",
       [](const auto& s) { return s.token == "0123456789abcdef"; }},
      {"tls-cert", "/c.pem", "'/c.pem'", [](const auto& s) { return s.tls_cert == "/c.pem"; }},
      {"tls-key", "/k.pem", "'/k.pem'", [](const auto& s) { return s.tls_key == "/k.pem"; }},
      {"site", "a.example,b.example", "['a.example,b.example']",
       [](const auto& s) {
         return s.sites == std::vector{Site{"a.example", {"b.example"}, {}}};
       }},
      {"redis", "unix:///r", "'unix:///r'", [](const auto& s) { return s.redis == "unix:///r"; }},
      {"key-prefix", "x:", "'x:'", [](const auto& s) { return s.key_prefix == "x:"; }},
      {"allow-evicting-redis", "true", "true",
       [](const auto& s) { return s.allow_evicting_redis; }},
      {"flush-interval", "1s", "'1s'",
       [](const auto& s) { return s.flush_interval == std::chrono::seconds(1); }},
      {"state-dir", "/x", "'/x'", [](const auto& s) { return s.state_dir == "/x"; }},
      {"journal-sync", "always", "'always'",
       [](const auto& s) { return s.journal_sync == JournalSync::always; }},
      {"journal-sync-interval", "50ms", "'50ms'",
       [](const auto& s) { return s.journal_sync_interval == std::chrono::milliseconds(50); }},
      {"journal-retain", "2d", "'2d'",
       [](const auto& s) { return s.journal_retain == std::chrono::hours(48); }},
      {"journal-max-bytes", "2097152", "2097152",
       [](const auto& s) { return s.journal_max_bytes == 2097152; }},
      {"repeat-window", "90s", "'90s'",
       [](const auto& s) { return s.repeat_window == std::chrono::seconds(90); }},
      {"read-seconds", "7", "7",
       [](const auto& s) { return s.read_seconds == std::chrono::seconds(7); }},
      {"keep-minutes", "12h", "'12h'",
       [](const auto& s) { return s.lifetimes.minutes == std::chrono::hours(12); }},
      {"keep-hours", "9d", "'9d'",
       [](const auto& s) { return s.lifetimes.hours == std::chrono::days(9); }},
      {"keep-engagement", "8d", "'8d'",
       [](const auto& s) { return s.lifetimes.engagement == std::chrono::days(8); }},
      {"keep-sources", "7d", "'7d'",
       [](const auto& s) { return s.lifetimes.sources == std::chrono::days(7); }},
      {"keep-site-sources", "6d", "'6d'",
       [](const auto& s) { return s.lifetimes.site_sources == std::chrono::days(6); }},
      {"keep-hour-lists", "5d", "'5d'",
       [](const auto& s) { return s.lifetimes.hour_lists == std::chrono::days(5); }},
      {"keep-day-lists", "50d", "'50d'",
       [](const auto& s) { return s.lifetimes.day_lists == std::chrono::days(50); }},
      {"keep-listed", "200", "200", [](const auto& s) { return s.lifetimes.listed == 200; }},
      {"keep-listed-of-site", "300", "300",
       [](const auto& s) { return s.lifetimes.listed_of_site == 300; }},
      {"threads", "64", "64", [](const auto& s) { return s.threads == 64; }},
      {"new-articles-per-hour", "7", "7",
       [](const auto& s) { return s.new_articles_per_hour == 7; }},
      {"rate-limit", "600", "600", [](const auto& s) { return s.rate_limit == 600; }},
      {"max-connections", "5", "5", [](const auto& s) { return s.max_connections == 5; }},
      {"max-connections-per-address", "5", "5",
       [](const auto& s) { return s.max_connections_per_address == 5; }},
      {"geoip-db", "/c.mmdb", "'/c.mmdb'", [](const auto& s) { return s.geoip_db == "/c.mmdb"; }},
      {"new-names-per-day", "0", "0", [](const auto& s) { return s.new_names_per_day == 0; }},
      {"max-streams", "5", "5", [](const auto& s) { return s.max_streams == 5; }},
      {"max-articles", "6000", "6000", [](const auto& s) { return s.max_articles == 6000; }},
      {"metrics-top", "7", "7", [](const auto& s) { return s.metrics_top == 7; }},
      {"log-level", "error", "'error'",
       [](const auto& s) { return s.log_level == LogLevel::error; }},
      {"log-format", "json", "'json'",
       [](const auto& s) { return s.log_format == LogFormat::json; }},
  };
  return kAll;
}

class EverySetting : public Launch, public testing::WithParamInterface<Example> {
 protected:
  EverySetting() : token_(write("token", "0123456789abcdef\n")) {
    // Neither stands alone.
    if (GetParam().name == "tls-cert") give_variable("READCOUNT_TLS_KEY=/other.pem");
    if (GetParam().name == "tls-key") give_variable("READCOUNT_TLS_CERT=/other.pem");
  }

  std::string with_token(std::string text) const {
    const auto at = text.find("TOKEN");
    return at == std::string::npos ? text : text.replace(at, 5, token_);
  }
  std::string value() const { return with_token(GetParam().value); }
  const Setting& setting() const { return *find_setting(GetParam().name); }

 private:
  std::string token_;
};

TEST_P(EverySetting, DiffersFromItsDefaultHere) { EXPECT_FALSE(GetParam().is_in(Settings{})); }

TEST_P(EverySetting, ComesFromAFlag) {
  const auto flag = "--" + GetParam().name;
  if (setting().kind == Kind::toggle) {
    give_flags({flag});
  } else {
    give_flags({flag, value()});
  }
  EXPECT_TRUE(GetParam().is_in(settings()));
}

TEST_P(EverySetting, ComesFromAFlagWithAnEqualsSign) {
  give_flags({"--" + GetParam().name + "=" + value()});
  EXPECT_TRUE(GetParam().is_in(settings()));
}

TEST_P(EverySetting, ComesFromTheEnvironment) {
  give_variable(variable_of(setting()) + "=" + value());
  EXPECT_TRUE(GetParam().is_in(settings()));
}

TEST_P(EverySetting, ComesFromTheFile) {
  give_file(GetParam().name + " = " + with_token(GetParam().toml) + "\n");
  EXPECT_TRUE(GetParam().is_in(settings()));
}

TEST_P(EverySetting, IsTakenFromTheStrongestSourceAlone) {
  give_flags({"--" + GetParam().name + "=" + value()});
  give_variable(variable_of(setting()) + "=bad, and not looked at");
  give_file(GetParam().name + " = 'bad, and not looked at'\n");
  EXPECT_TRUE(GetParam().is_in(settings()));
}

TEST_P(EverySetting, NamesItselfAndItsSourceWhenItIsEmpty) {
  give_flags({"--" + GetParam().name + "="});
  EXPECT_EQ(error().find("--" + GetParam().name + ": "), 0U) << error();
}

std::string test_name(const testing::TestParamInfo<Example>& example) {
  std::string name;
  for (const char c : example.param.name) {
    if (c != '-') name += c;
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Sources, EverySetting, testing::ValuesIn(examples()), test_name);

TEST(SettingsTable, HasATestForEverySetting) {
  std::set<std::string> tested{"config", "check", "take-over", "help",
                               "version"};  // in load_test.cpp
  for (const auto& example : examples()) tested.insert(example.name);
  for (const auto& setting : all_settings()) {
    EXPECT_EQ(tested.count(std::string(setting.name)), 1U) << setting.name;
  }
  EXPECT_EQ(tested.size(), all_settings().size());
}

TEST(SettingsTable, ShowsTheDefaultsThatAreInForce) {
  for (const auto& setting : all_settings()) {
    if (setting.silent) continue;
    Settings settings;
    const auto taken = setting.take(settings, setting.fallback);
    ASSERT_TRUE(taken) << setting.name << ": " << taken.error().text;
    EXPECT_TRUE(settings == Settings{}) << setting.name;
  }
}

}  // namespace
}  // namespace readcount::settings
