#include "ping/reader.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace readcount::ping {
namespace {

using boost::asio::ip::make_address;

std::string identity(const char* address, std::string_view user_agent = "Firefox",
                     std::string_view site = "news.example") {
  return reader_identity(make_address(address), user_agent, site);
}

TEST(ReaderIdentity, DiffersByAddressUserAgentAndSite) {
  const auto reader = identity("192.0.2.1");
  EXPECT_EQ(identity("192.0.2.1"), reader);
  EXPECT_NE(identity("192.0.2.2"), reader);
  EXPECT_NE(identity("192.0.2.1", "Chrome"), reader);
  EXPECT_NE(identity("192.0.2.1", "Firefox", "sport.example"), reader);
}

TEST(ReaderIdentity, TakesAllOfAnIpv6NetworkForOneReader) {
  const auto reader = identity("2001:db8:1:2:3:4:5:6");
  EXPECT_EQ(identity("2001:db8:1:2:ffff::1"), reader);
  EXPECT_NE(identity("2001:db8:1:3:3:4:5:6"), reader);
}

TEST(ReaderIdentity, TakesMappedIpv4ForIpv4) {
  EXPECT_EQ(identity("::ffff:192.0.2.1"), identity("192.0.2.1"));
  EXPECT_NE(identity("::ffff:192.0.2.1"), identity("::ffff:192.0.2.2"));
}

TEST(ReaderIdentity, KeepsItsPartsApart) {
  EXPECT_NE(identity("192.0.2.1", "b", "a"), identity("192.0.2.1", "", "ab"));
  EXPECT_NE(identity("3031::"), identity("48.49.0.0"));
}

TEST(ReaderIdentity, IsBounded) {
  EXPECT_EQ(identity("192.0.2.1", std::string(100000, 'a')),
            identity("192.0.2.1", std::string(512, 'a')));
  EXPECT_NE(identity("192.0.2.1", std::string(511, 'a')),
            identity("192.0.2.1", std::string(512, 'a')));
}

TEST(ReaderKey, IsSipHashAsPublished) {
  // The test vectors of SipHash's authors: key 00…0f, messages 00…, the first and the sixteenth.
  Salt16 salt{};
  std::iota(salt.begin(), salt.end(), static_cast<unsigned char>(0));
  std::string message(15, '\0');
  std::iota(message.begin(), message.end(), '\0');
  EXPECT_EQ(reader_key("", salt), 0x726fdb47dd0e0e31U);
  EXPECT_EQ(reader_key(message, salt), 0xa129ca6149be45e5U);
}

TEST(ReaderKey, ChangesWithTheSalt) {
  EXPECT_NE(reader_key("reader", Salt16{1}), reader_key("reader", Salt16{2}));
}

}  // namespace
}  // namespace readcount::ping
