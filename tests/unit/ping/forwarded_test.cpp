#include "ping/forwarded.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace readcount::ping {
namespace {

using boost::asio::ip::make_address;

TrustedProxies trusting(std::vector<std::string> networks) { return TrustedProxies(networks); }

/// The reader behind the proxies 10.0.0.0/8 and 2001:db8::/32.
std::string reader(const char* peer, std::string_view x_forwarded_for) {
  const auto proxies = trusting({"10.0.0.0/8", "2001:db8::/32"});
  return reader_address(make_address(peer), x_forwarded_for, proxies).to_string();
}

TEST(ReaderAddress, IsThePeerWhereThePeerIsNoProxy) {
  EXPECT_EQ(reader("192.0.2.1", "198.51.100.7"), "192.0.2.1");
  EXPECT_EQ(reader("192.0.2.1", ""), "192.0.2.1");
  EXPECT_EQ(reader_address(make_address("10.0.0.1"), "198.51.100.7", trusting({})).to_string(),
            "10.0.0.1");
}

TEST(ReaderAddress, IsTheFirstFromTheRightThatIsNoProxy) {
  EXPECT_EQ(reader("10.0.0.1", "198.51.100.7"), "198.51.100.7");
  EXPECT_EQ(reader("10.0.0.1", "203.0.113.9, 198.51.100.7, 10.0.0.2"), "198.51.100.7");
  EXPECT_EQ(reader("2001:db8::1", "198.51.100.7,\t2001:db8::2 ,10.1.1.1"), "198.51.100.7");
}

TEST(ReaderAddress, IsTheLeftmostWhereAllAreProxies) {
  EXPECT_EQ(reader("10.0.0.1", "10.0.0.3, 10.0.0.2"), "10.0.0.3");
  EXPECT_EQ(reader("10.0.0.1", ""), "10.0.0.1");
}

TEST(ReaderAddress, IsReadWithPortsAndBrackets) {
  EXPECT_EQ(reader("10.0.0.1", "198.51.100.7:567"), "198.51.100.7");
  EXPECT_EQ(reader("10.0.0.1", "[2001:4860::8]:80"), "2001:4860::8");
  EXPECT_EQ(reader("10.0.0.1", "[2001:4860::8]"), "2001:4860::8");
  EXPECT_EQ(reader("10.0.0.1", "2001:4860::8"), "2001:4860::8");
}

TEST(ReaderAddress, StopsAtWhatIsNoAddress) {
  for (const auto* bad :
       {"unknown", "", "_hidden", "198.51.100", "1.2.3.4:port", "1.2.3.4:99999", "1.2.3.4:", "[::1",
        "[::1]x", "[]", "fe80::1%eth0", "1.2.3.4 5", "\"::1\""}) {
    EXPECT_EQ(reader("10.0.0.1", "198.51.100.7, " + std::string(bad) + ", 10.0.0.2"), "10.0.0.2")
        << bad;
    EXPECT_EQ(reader("10.0.0.1", bad), "10.0.0.1") << bad;
  }
}

TEST(ReaderAddress, TakesMappedIpv4ForIpv4) {
  EXPECT_EQ(reader("::ffff:10.0.0.1", "::ffff:198.51.100.7"), "198.51.100.7");
  EXPECT_EQ(reader("::ffff:192.0.2.1", ""), "192.0.2.1");
}

TEST(ReaderAddress, LooksAtABoundedNumberOfEntries) {
  std::string hops = "198.51.100.7";
  for (int i = 0; i < 40; ++i) hops += ",10.0.0.2";
  EXPECT_EQ(reader("10.0.0.1", hops), "10.0.0.2");
  EXPECT_EQ(reader("10.0.0.1", std::string(1000000, ',')), "10.0.0.1");
  EXPECT_EQ(reader("10.0.0.1", std::string(1000000, '1')), "10.0.0.1");
}

TEST(TrustedProxies, HoldTheNetworkToTheBit) {
  const auto proxies = trusting({"192.168.1.77/25", "2001:db8:8000::/33", "203.0.113.5"});
  for (const auto* in : {"192.168.1.0", "192.168.1.127", "2001:db8:8000::1",
                         "2001:db8:ffff::", "203.0.113.5", "::ffff:192.168.1.1"}) {
    EXPECT_TRUE(proxies.contains(make_address(in))) << in;
  }
  for (const auto* out : {"192.168.1.128", "192.168.0.255", "2001:db8:7fff::1", "203.0.113.4"}) {
    EXPECT_FALSE(proxies.contains(make_address(out))) << out;
  }
}

TEST(TrustedProxies, MayBeAllOfOneFamily) {
  EXPECT_TRUE(trusting({"0.0.0.0/0"}).contains(make_address("198.51.100.7")));
  EXPECT_FALSE(trusting({"0.0.0.0/0"}).contains(make_address("2001:db8::1")));
  EXPECT_TRUE(trusting({"::/0"}).contains(make_address("2001:db8::1")));
}

TEST(TrustedProxies, MayBeWrittenAsMappedIpv4) {
  EXPECT_TRUE(trusting({"::ffff:10.0.0.0/104"}).contains(make_address("10.9.9.9")));
  EXPECT_FALSE(trusting({"::ffff:10.0.0.0/104"}).contains(make_address("11.0.0.0")));
}

TEST(TrustedProxies, NameTheOneThatIsNone) {
  for (const std::string bad : {"", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1", "10.0.0/8",
                                "proxy.example", "10.0.0.0/8/8", "10.0.0.1:80", "[::1]"}) {
    try {
      trusting({"10.0.0.0/8", bad});
      ADD_FAILURE() << bad << " was taken";
    } catch (const std::invalid_argument& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr("\"" + bad + "\""));
    }
  }
}

}  // namespace
}  // namespace readcount::ping
