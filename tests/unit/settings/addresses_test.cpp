#include "settings/addresses.hpp"

#include <gtest/gtest.h>

namespace readcount::settings {
namespace {

template <class T>
std::string complaint_of(const Parsed<T>& parsed) {
  return parsed ? std::string() : parsed.error().text;
}

TEST(ListenAddress, IsTakenApart) {
  EXPECT_EQ(*parse_listen(":8228"), (ListenAddress{"", 8228}));
  EXPECT_EQ(*parse_listen("192.0.2.1:0"), (ListenAddress{"192.0.2.1", 0}));
  EXPECT_EQ(*parse_listen("[2001:db8::1]:65535"), (ListenAddress{"2001:db8::1", 65535}));
  EXPECT_EQ(*parse_listen("localhost:80"), (ListenAddress{"127.0.0.1", 80}));
}

TEST(ListenAddress, SaysWhatToWrite) {
  EXPECT_EQ(complaint_of(parse_listen("8228")),
            "\"8228\" is not ADDRESS:PORT: write :8228 or 127.0.0.1:8228");
  EXPECT_EQ(complaint_of(parse_listen(":65536")),
            "\":65536\" has no port from 0 to 65535 after its last colon");
  EXPECT_EQ(complaint_of(parse_listen("::1:8228")),
            "\"::1:8228\" is ambiguous: put the IPv6 address in brackets, as [::1]:8228");
  EXPECT_EQ(complaint_of(parse_listen("news.example:80")),
            "\"news.example:80\" names no address of this machine: write :80 for all addresses, or "
            "one in digits, as 127.0.0.1:80");
}

TEST(ListenAddress, RefusesOtherForms) {
  for (const auto* text : {"", ":", "127.0.0.1", "127.0.0.1:", "[::1]", "[]:1", "[1.2.3.4]:1",
                           "1.2.3:1", "http://127.0.0.1:1", "127.0.0.1:1/", " :1", ":-1"}) {
    EXPECT_FALSE(parse_listen(text)) << text;
  }
}

TEST(Host, IsFolded) {
  EXPECT_EQ(*parse_host("WWW.News.Example"), "news.example");
  EXPECT_EQ(*parse_host("localhost"), "localhost");
  EXPECT_EQ(*parse_host("127.0.0.1"), "127.0.0.1");
  EXPECT_EQ(*parse_host("www.example"), "www.example") << "a name of its own";
  EXPECT_EQ(*parse_host("xn--trkiye-3ya.example"), "xn--trkiye-3ya.example");
}

TEST(Host, SaysWhatToWrite) {
  EXPECT_EQ(complaint_of(parse_host("https://news.example/")),
            "\"https://news.example/\" is not a host name: leave out the scheme and the path");
  EXPECT_EQ(complaint_of(parse_host("türkiye.example")),
            "\"türkiye.example\" is not a host name: write its \"xn--\" form, which browsers send");
  EXPECT_EQ(complaint_of(parse_host("news.example:80")),
            "\"news.example:80\" is not a host name: write it as in www.news.example, without port "
            "or path");
}

TEST(Host, RefusesOtherForms) {
  for (const auto& text :
       {std::string(), std::string("."), std::string("a..b"), std::string(".a"), std::string("a."),
        std::string("-a"), std::string("a-"), std::string("a b"), std::string("*.a"),
        std::string(64, 'a'), std::string("a\0b", 3)}) {
    EXPECT_FALSE(parse_host(text)) << text;
  }
}

TEST(Network, IsWrittenOneWay) {
  EXPECT_EQ(*parse_network("10.0.0.0/8"), "10.0.0.0/8");
  EXPECT_EQ(*parse_network("0.0.0.0/0"), "0.0.0.0/0");
  EXPECT_EQ(*parse_network("192.0.2.1"), "192.0.2.1/32");
  EXPECT_EQ(*parse_network("FD00:0::/8"), "fd00::/8");
  EXPECT_EQ(*parse_network("::1"), "::1/128");
}

TEST(Network, SaysWhatToWriteForAnAddressWithAPrefix) {
  EXPECT_EQ(complaint_of(parse_network("10.1.2.3/12")),
            "\"10.1.2.3/12\" names an address inside a network: write 10.0.0.0/12 for the network, "
            "or 10.1.2.3 for the address alone");
}

TEST(Network, RefusesOtherForms) {
  for (const auto* text : {"", "ten", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0/8", "/8",
                           "10.0.0.0/8/8", "10.0.0.0/-1"}) {
    EXPECT_FALSE(parse_network(text)) << text;
  }
}

TEST(RedisUrl, NeedsAKnownScheme) {
  EXPECT_EQ(*parse_redis("redis://h:6379/0"), "redis://h:6379/0");
  EXPECT_EQ(complaint_of(parse_redis("localhost:6379")),
            "this is no URL: write redis://[user:password@]host:port/db or unix:///path/to/socket");
  EXPECT_EQ(complaint_of(parse_redis("rediss://u:secret@h")),
            "\"rediss\" is not supported by this version: use redis:// or unix://");
  EXPECT_EQ(complaint_of(parse_redis("redis://")),
            "\"redis://\" names no server: write redis://host:6379 or unix:///path");
}

}  // namespace
}  // namespace readcount::settings
