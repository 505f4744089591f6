#include "api/sender.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace readcount::api {
namespace {

Sender sender(const std::vector<http::Header>& headers) {
  const std::vector<std::string> networks{"10.0.0.0/8"};
  const ping::TrustedProxies proxies(networks);
  http::Request request;
  request.headers = headers;
  request.peer = boost::asio::ip::make_address("10.0.0.1");
  return sender_of(request, proxies);
}

TEST(SenderOf, ReadsSeveralForwardedFieldsAsOneList) {
  // The client made up the first line; its proxy added the second.
  const auto who = sender({{"x-forwarded-for", "192.0.2.66"}, {"X-Forwarded-For", "198.51.100.7"}});
  EXPECT_EQ(who.address.to_string(), "198.51.100.7");
}

TEST(SenderOf, SetsPrefetchesAndCrawlersAside) {
  EXPECT_EQ(sender({{"Sec-Purpose", "prefetch"}}).set_aside, ping::Outcome::prefetch);
  EXPECT_EQ(sender({{"User-Agent", "Googlebot/2.1"}}).set_aside, ping::Outcome::bot);
  EXPECT_EQ(sender({{"User-Agent", "Mozilla/5.0"}}).set_aside, std::nullopt);
}

}  // namespace
}  // namespace readcount::api
