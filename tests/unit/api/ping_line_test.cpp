#include "api/ping_line.hpp"

#include "ping/reader.hpp"

#include <gtest/gtest.h>

#include <string>

namespace readcount::api {
namespace {

using namespace std::chrono_literals;

constexpr Time kNow{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 12h};
constexpr auto kBrowser = "Mozilla/5.0 (X11; Linux x86_64)";

Checked<ping::Ping> read(const std::string& more) {
  static const ping::Sites kSites(std::vector<ping::SiteRule>{{"news.example", {}, {}}});
  Sender sender;
  sender.address = boost::asio::ip::make_address("192.0.2.1");
  sender.user_agent = kBrowser;
  sender.language = "tr";
  const auto line = R"({"type":"view","url":"https://news.example/a")" + more + "}";
  return read_ping_line({kSites, nullptr}, sender, line, kNow);
}

std::string identity(const char* address, const char* user_agent) {
  return ping::reader_identity(boost::asio::ip::make_address(address), user_agent, "news.example");
}

Code refused(const std::string& more) {
  const auto line = read(more);
  EXPECT_FALSE(line) << more;
  return line ? Code::bad_request : line.error().code;
}

TEST(ReadPingLine, IsOfTheReaderThatItNames) {
  const auto line = read(R"-(,"ip":"2001:db8::7","user_agent":"Mozilla/5.0 (iPhone)",)-"
                         R"("language":"de-DE","referrer":"https://www.google.com/")");
  ASSERT_TRUE(line);
  EXPECT_EQ(line->reader, identity("2001:db8::7", "Mozilla/5.0 (iPhone)"));
  EXPECT_EQ(line->sources.device, "phone");
  EXPECT_EQ(line->sources.language, "de");
  EXPECT_EQ(line->sources.referrer, "google.com");
  EXPECT_FALSE(line->set_aside);
}

TEST(ReadPingLine, IsOfWhoSentItWithoutANameOfTheReader) {
  const auto line = read("");
  ASSERT_TRUE(line);
  EXPECT_EQ(line->reader, identity("192.0.2.1", kBrowser));
  EXPECT_EQ(line->sources.device, "desktop");
  EXPECT_EQ(line->sources.language, "tr");
}

TEST(ReadPingLine, SetsCrawlersAside) {
  EXPECT_EQ(read(R"(,"user_agent":"examplebot/1.0")")->set_aside, ping::Outcome::bot);
}

TEST(ReadPingLine, HappensNowUnlessItSaysWhen) {
  EXPECT_FALSE(read("")->past);
  EXPECT_EQ(read(R"(,"time":"2026-11-22T13:00:00+01:00")")->past, kNow - 24h);
  EXPECT_EQ(read(R"(,"time":1795435199877)")->past, kNow - 123ms);
  EXPECT_EQ(read(R"(,"time":1.795348800e12)")->past, kNow - 24h);
}

TEST(ReadPingLine, TakesAClockThatIsAMinuteAheadForNow) {
  EXPECT_EQ(read(R"(,"time":"2026-11-23T12:01:00Z")")->past, kNow);
  EXPECT_EQ(refused(R"(,"time":"2026-11-23T12:01:01Z")"), Code::bad_parameter);
}

TEST(ReadPingLine, RefusesTimesThatAreNoneOrNotCountedIn) {
  for (const auto* time : {R"("yesterday")", R"("2026-11-22 13h")", R"("2025-12-31T23:59:59Z")",
                           "-1", "0", "1e300", "17954352000000000000"}) {
    EXPECT_EQ(refused(std::string(R"(,"time":)") + time), Code::bad_parameter) << time;
  }
  EXPECT_EQ(refused(R"(,"time":true)"), Code::wrong_type);
}

TEST(ReadPingLine, RefusesAddressesThatAreNone) {
  for (const auto* ip : {"localhost", "192.0.2", "192.0.2.1:80", "192.0.2.256"}) {
    EXPECT_EQ(refused(std::string(R"(,"ip":")") + ip + '"'), Code::bad_parameter) << ip;
  }
  EXPECT_EQ(refused(R"(,"ip":4)"), Code::wrong_type);
}

TEST(ReadPingLine, RefusesALineThatIsTooLong) {
  EXPECT_EQ(refused(R"(,"title":")" + std::string(kMaxLine, 'x') + '"'), Code::body_too_large);
}

}  // namespace
}  // namespace readcount::api
