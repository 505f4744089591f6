#include "api/build_ping.hpp"

#include "ping/reader.hpp"
#include "ping/view_id.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace readcount::api {
namespace {

const std::vector<http::Header> kHeaders{
    {"User-Agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)"},
    {"Accept-Language", "tr-TR,tr;q=0.9"}};

ping::Ping built(ping::Message message, const std::vector<http::Header>& headers = kHeaders) {
  const ping::Sites sites(std::vector<ping::SiteRule>{{"news.example", {}, {}}});
  const ping::Countries countries(READCOUNT_COUNTRIES);
  const Known known{sites, &countries};
  http::Request request;
  request.headers = headers;
  request.peer = boost::asio::ip::make_address("192.0.2.1");
  const ping::TrustedProxies proxies({});
  const auto sender = sender_of(request, proxies);
  return build_ping(known, sender, {"news.example", "/a"}, std::move(message));
}

ping::Message message(ping::Kind kind) {
  ping::Message message;
  message.kind = kind;
  message.url = "https://news.example/a?utm_source=mail";
  message.view = "v1";
  message.title = "title";
  message.section = "section";
  message.author = "author";
  message.published = "2026-11-23";
  message.referrer = "https://www.google.com/";
  return message;
}

TEST(BuildPing, SaysOfAViewWhereItCameFromAndOfWhat) {
  const auto ping = built(message(ping::Kind::view));
  EXPECT_EQ(ping.kind, ping::Kind::view);
  EXPECT_EQ(ping.article.path, "/a");
  EXPECT_EQ(ping.view, ping::view_hash("v1"));
  EXPECT_EQ(ping.about.title, "title");
  EXPECT_EQ(ping.about.section, "section");
  EXPECT_EQ(ping.about.author, "author");
  EXPECT_EQ(ping.about.published, "2026-11-23");
  EXPECT_EQ(ping.sources.referrer, "google.com");
  EXPECT_EQ(ping.sources.campaign, "mail / - / -");
  EXPECT_EQ(ping.sources.device, "phone");
  EXPECT_EQ(ping.sources.language, "tr");
  EXPECT_EQ(ping.sources.country, "DE");
}

TEST(BuildPing, KnowsTheReaderByAddressAgentAndSite) {
  const auto address = boost::asio::ip::make_address("192.0.2.1");
  const auto expected = ping::reader_identity(address, kHeaders[0].value, "news.example");
  EXPECT_EQ(built(message(ping::Kind::view)).reader, expected);
  EXPECT_EQ(built(message(ping::Kind::engage)).reader, expected);
}

TEST(BuildPing, BelievesTheMobileHeader) {
  const auto ping = built(message(ping::Kind::view), {{"Sec-CH-UA-Mobile", "?1"}});
  EXPECT_EQ(ping.sources.device, "phone");
  EXPECT_EQ(ping.sources.language, "");
}

TEST(BuildPing, LeavesTheCountryOutWithoutADatabase) {
  const ping::Sites sites(std::vector<ping::SiteRule>{{"news.example", {}, {}}});
  const auto ping =
      build_ping({sites, nullptr}, {}, {"news.example", "/a"}, message(ping::Kind::view));
  EXPECT_EQ(ping.sources.country, "");
  EXPECT_EQ(ping.sources.device, "other");
}

TEST(BuildPing, KnowsNothingMoreOfWhoIsSetAside) {
  const auto ping = built(message(ping::Kind::view), {{"User-Agent", "examplebot/1.0"}});
  EXPECT_EQ(ping.set_aside, ping::Outcome::bot);
  EXPECT_EQ(ping.kind, ping::Kind::view);
  EXPECT_EQ(ping.article.path, "/a");
  EXPECT_EQ(ping.reader, "");
  EXPECT_EQ(ping.view, 0U);
  EXPECT_EQ(ping.about.title, "");
  EXPECT_EQ(ping.sources.device, "");
  EXPECT_FALSE(built(message(ping::Kind::view)).set_aside);
}

TEST(BuildPing, CarriesOfAnEngageItsNumbersAlone) {
  auto engage = message(ping::Kind::engage);
  engage.engagement = {42, 30, 75};
  const auto ping = built(std::move(engage));
  EXPECT_EQ(ping.kind, ping::Kind::engage);
  EXPECT_EQ(ping.view, ping::view_hash("v1"));
  EXPECT_EQ(ping.engagement.engaged, 42U);
  EXPECT_EQ(ping.engagement.reported, 30U);
  EXPECT_EQ(ping.engagement.scroll, 75U);
  EXPECT_EQ(ping.about.title, "");
  EXPECT_EQ(ping.sources.channel, "");
}

TEST(BuildPing, CarriesOfAnEventItsName) {
  auto event = message(ping::Kind::event);
  event.name = "share";
  EXPECT_EQ(built(std::move(event)).event, "share");
}

}  // namespace
}  // namespace readcount::api
