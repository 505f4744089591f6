#include "metrics/metrics.hpp"

#include <gtest/gtest.h>

#include <string>

namespace readcount::metrics {
namespace {

using namespace std::chrono_literals;

bool has(const std::string& text, const std::string& line) {
  return ('\n' + text).find('\n' + line + '\n') != std::string::npos;
}

TEST(Metrics, CountsASiteUnderItsName) {
  Metrics metrics;
  const auto& views = metrics.site("news.example").pings[0];
  for (const int outcome : {0, 0, 3}) count(views.with(outcome));
  const auto text = metrics.text();
  EXPECT_TRUE(
      has(text, R"(readcount_pings_total{outcome="counted",site="news.example",type="view"} 2)"));
  EXPECT_TRUE(
      has(text, R"(readcount_pings_total{outcome="prefetch",site="news.example",type="view"} 1)"));
}

TEST(Metrics, BoundsTheSitesItNames) {
  Metrics metrics;
  for (std::size_t i = 0; i < Metrics::kMaxSites + 10; ++i) {
    count(*metrics.site("s" + std::to_string(i)).views);
  }
  const auto text = metrics.text();
  EXPECT_TRUE(has(text, R"(readcount_views_total{site="s0"} 1)"));
  EXPECT_TRUE(has(text, R"-(readcount_views_total{site="(other)"} 10)-"));
}

TEST(Metrics, NamesTheMostViewedArticlesOfEachSite) {
  Metrics metrics(2);
  const auto& site = metrics.site("news.example");
  for (const auto* path : {"/a", "/a", "/a", "/b", "/b", "/c"}) Metrics::viewed(site, path);
  Metrics::viewed(metrics.site("other.example"), "/c");
  const auto text = metrics.text();
  const std::string name = "readcount_top_article_views_total";
  EXPECT_TRUE(has(text, "# TYPE " + name + " counter"));
  EXPECT_TRUE(has(text, name + R"({site="news.example",path="/a"} 3)"));
  EXPECT_TRUE(has(text, name + R"({site="news.example",path="/b"} 2)"));
  EXPECT_FALSE(has(text, name + R"({site="news.example",path="/c"} 1)"));
  EXPECT_TRUE(has(text, name + R"({site="other.example",path="/c"} 1)"));
  EXPECT_TRUE(has(text, R"(readcount_views_total{site="news.example"} 6)"));
}

TEST(Metrics, WritesAnyPathAsOneLabel) {
  Metrics metrics;
  Metrics::viewed(metrics.site("news.example"), "/a\"b\\c\nd");
  EXPECT_TRUE(
      has(metrics.text(),
          R"(readcount_top_article_views_total{site="news.example",path="/a\"b\\c\nd"} 1)"));
}

TEST(Metrics, NamesEveryReasonFromTheStart) {
  Metrics metrics;
  metrics.refused(Code::bad_json);
  const auto text = metrics.text();
  EXPECT_TRUE(has(text, R"(readcount_refusals_total{reason="bad-json"} 1)"));
  for (const auto code : all_codes()) {
    EXPECT_NE(text.find("reason=\"" + std::string(name_of(code)) + '"'), std::string::npos);
  }
}

TEST(Metrics, TimesRequestsByRoute) {
  Metrics metrics;
  metrics.request("/v1/ping", 200, 3ms);
  const auto text = metrics.text();
  EXPECT_TRUE(has(text, R"(readcount_http_requests_total{code="200",route="/v1/ping"} 1)"));
  EXPECT_TRUE(has(
      text, R"(readcount_http_request_duration_seconds_bucket{route="/v1/ping",le="0.0025"} 0)"));
  EXPECT_TRUE(has(
      text, R"(readcount_http_request_duration_seconds_bucket{route="/v1/ping",le="0.005"} 1)"));
}

TEST(Metrics, TellsWhetherTheLastReloadWasTakenAndWhenOneWas) {
  Metrics metrics;
  const auto taken_at = [&] {
    const std::string name = "\nreadcount_config_last_reload_success_timestamp_seconds ";
    const auto text = metrics.text();
    return std::stod(text.substr(text.find(name) + name.size()));
  };
  metrics.reloaded(true);
  EXPECT_TRUE(has(metrics.text(), "readcount_config_last_reload_successful 1"));
  const auto first = taken_at();
  EXPECT_NEAR(
      first,
      std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count(),
      600);
  metrics.reloaded(false);
  EXPECT_TRUE(has(metrics.text(), "readcount_config_last_reload_successful 0"));
  EXPECT_EQ(taken_at(), first);
}

TEST(Metrics, TellsWhenTheCertificateEndsIfThereIsOne) {
  Metrics metrics;
  const std::string name = "readcount_tls_certificate_expiry_timestamp_seconds";
  const auto is_told = [&] { return metrics.text().find(name) != std::string::npos; };
  EXPECT_FALSE(is_told());
  metrics.certificate_ends(std::chrono::sys_days(std::chrono::year{2027} / 1 / 2));
  EXPECT_TRUE(has(metrics.text(), name + " 1798848000"));
  metrics.certificate_ends(std::chrono::sys_days(std::chrono::year{2027} / 1 / 3));
  EXPECT_TRUE(has(metrics.text(), name + " 1798934400"));
  metrics.certificate_ends(std::nullopt);
  EXPECT_FALSE(is_told());
}

TEST(Metrics, ReadsTheProcessWhenAsked) {
  Metrics metrics;
  const auto text = metrics.text();
  for (const auto* name : {"process_cpu_seconds_total", "process_resident_memory_bytes",
                           "process_open_fds", "process_start_time_seconds"}) {
    const auto at = text.find(std::string("\n") + name + ' ');
    ASSERT_NE(at, std::string::npos) << name;
    EXPECT_GE(std::stod(text.substr(text.find(' ', at + 1))), 0) << name;
  }
  EXPECT_NEAR(
      std::stod(text.substr(text.find(' ', text.find("\nprocess_start_time_seconds ")))),
      std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count(),
      600);
}

}  // namespace
}  // namespace readcount::metrics
