#include "cli/server_url.hpp"

#include <gtest/gtest.h>

namespace readcount::cli {
namespace {

std::string failure_of(std::string_view text) {
  const auto server = parse_server(text);
  if (server) return {};
  EXPECT_EQ(server.error().code, Exit::usage);
  return server.error().text;
}

TEST(ServerUrl, IsTakenApart) {
  const auto server = parse_server("http://127.0.0.1:9228");
  ASSERT_TRUE(server);
  EXPECT_EQ(server->host, "127.0.0.1");
  EXPECT_EQ(server->port, "9228");
  EXPECT_EQ(server->authority, "127.0.0.1:9228");
  EXPECT_EQ(server->prefix, "");
}

TEST(ServerUrl, HasPort80UnlessItNamesOne) {
  for (const auto* text : {"http://count.news.example", "http://count.news.example:/",
                           "http://count.news.example:80/"}) {
    const auto server = parse_server(text);
    ASSERT_TRUE(server) << text;
    EXPECT_EQ(server->port, "80");
    EXPECT_EQ(server->authority, "count.news.example");
  }
}

TEST(ServerUrl, MayBeAnIpv6AddressInBrackets) {
  const auto server = parse_server("http://[::1]:9228/");
  ASSERT_TRUE(server);
  EXPECT_EQ(server->host, "::1");
  EXPECT_EQ(server->authority, "[::1]:9228");
}

TEST(ServerUrl, KeepsItsPathInFrontOfEveryTarget) {
  EXPECT_EQ(parse_server("http://news.example/count")->prefix, "/count");
  EXPECT_EQ(parse_server("http://news.example/a/b//")->prefix, "/a/b");
}

TEST(ServerUrl, SaysWhatToWrite) {
  EXPECT_EQ(failure_of("127.0.0.1:9228"),
            "--server: \"127.0.0.1:9228\" is not a URL: write it as http://127.0.0.1:9228");
  EXPECT_EQ(failure_of("localhost:9228"),
            "--server: \"localhost:9228\" is not a URL: write it as http://127.0.0.1:9228");
  EXPECT_EQ(failure_of("ftp://h"), "--server: \"ftp://h\" does not begin with http://");
  EXPECT_EQ(failure_of("http://"), "--server: \"http://\" names no host");
  EXPECT_EQ(failure_of("http://h:99999"),
            "--server: \"http://h:99999\" has no port from 1 to 65535");
  EXPECT_EQ(failure_of("http://h/?a=b"),
            "--server: \"http://h/?a=b\" has a query or a fragment: leave it out");
}

TEST(ServerUrl, NamesAWayAroundTls) {
  EXPECT_NE(failure_of("https://count.news.example").find("ssh -L 9228:127.0.0.1:9228"),
            std::string::npos);
}

TEST(ServerUrl, NeverShowsAPassword) {
  EXPECT_EQ(failure_of("http://user:secret@h").find("secret"), std::string::npos);
  EXPECT_NE(failure_of("http://user:secret@h").find("--token-file"), std::string::npos);
}

}  // namespace
}  // namespace readcount::cli
