#include "store/address.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace readcount::store {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

Address parsed(std::string_view url) {
  const auto address = parse_address(url);
  EXPECT_TRUE(address.has_value()) << url << ": " << (address ? "" : address.error());
  return address ? *address : Address();
}

std::string refusal(std::string_view url) {
  const auto address = parse_address(url);
  EXPECT_FALSE(address.has_value()) << url;
  return address ? "" : address.error();
}

TEST(RedisAddress, HasAHostAPortAndADatabase) {
  const auto address = parsed("redis://cache.example:6400/3");
  EXPECT_EQ(address.host, "cache.example");
  EXPECT_EQ(address.port, 6400);
  EXPECT_EQ(address.database, 3U);
  EXPECT_EQ(address.socket, "");
  EXPECT_EQ(address.password, "");
}

TEST(RedisAddress, TakesTheUsualPortAndDatabase) {
  for (const auto* url : {"redis://localhost", "redis://localhost/", "redis://localhost:"}) {
    EXPECT_EQ(parsed(url).port, 6379) << url;
    EXPECT_EQ(parsed(url).database, 0U) << url;
  }
}

TEST(RedisAddress, TakesIpAddresses) {
  EXPECT_EQ(parsed("redis://[::1]:1/2").host, "::1");
  EXPECT_EQ(parsed("redis://[::1]:1/2").text(), "redis://[::1]:1/2");
  EXPECT_EQ(parsed("redis://127.0.0.1").host, "127.0.0.1");
}

TEST(RedisAddress, HasAUserAndAPassword) {
  const auto address = parsed("redis://count:p%40s%2fs@h");
  EXPECT_EQ(address.user, "count");
  EXPECT_EQ(address.password, "p@s/s");
  EXPECT_EQ(parsed("redis://:secret@h").user, "");
  EXPECT_EQ(parsed("redis://:secret@h").password, "secret");
}

TEST(RedisAddress, ShowsNoPassword) {
  EXPECT_EQ(parsed("redis://count:s3cret@h:1/2").text(), "redis://count@h:1/2");
  EXPECT_EQ(parsed("redis://:s3cret@h").text(), "redis://h:6379/0");
  for (const auto* bad : {"redis://u:s3cret@h:99999", "redis://u:s3cret@/0", "redis://u:s3/cret@h",
                          "redis://u:s3cret@h/x", "redis://u:s3cret@h/0?s3cret", "//u:s3cret@h",
                          "http://u:s3cret@h", "redis://u:s3cret@h/0#s3cret"}) {
    EXPECT_THAT(refusal(bad), AllOf(Not(HasSubstr("s3")), Not(HasSubstr("cret")))) << bad;
  }
}

TEST(RedisAddress, MayBeASocket) {
  const auto address = parsed("unix:///run/redis/redis%20one.sock?db=2");
  EXPECT_EQ(address.socket, "/run/redis/redis one.sock");
  EXPECT_EQ(address.host, "");
  EXPECT_EQ(address.database, 2U);
  EXPECT_EQ(parsed("unix:///s").text(), "unix:///s");
  EXPECT_EQ(parsed("unix:///s?db=1").text(), "unix:///s?db=1");
}

TEST(RedisAddress, SaysWhatToChange) {
  EXPECT_THAT(refusal(""), HasSubstr("redis://"));
  EXPECT_THAT(refusal("localhost:6379"), HasSubstr("redis://"));
  EXPECT_THAT(refusal("redis://"), HasSubstr("no host"));
  EXPECT_THAT(refusal("redis:///0"), HasSubstr("no host"));
  EXPECT_THAT(refusal("redis://h:0"), HasSubstr("65535"));
  EXPECT_THAT(refusal("redis://h/a"), HasSubstr("database"));
  EXPECT_THAT(refusal("redis://h/1/2"), HasSubstr("database"));
  EXPECT_THAT(refusal("redis://h/-1"), HasSubstr("database"));
  EXPECT_THAT(refusal("redis://h/99999999999"), HasSubstr("database"));
  EXPECT_THAT(refusal("redis://user@h"), HasSubstr("no password"));
  EXPECT_THAT(refusal("unix://run/s"), HasSubstr("three slashes"));
  EXPECT_THAT(refusal("unix:///"), HasSubstr("three slashes"));
  EXPECT_THAT(refusal("unix:///s?database=1"), HasSubstr("?db=N"));
  EXPECT_THAT(refusal("unix:///" + std::string(110, 's')), HasSubstr("107"));
  EXPECT_THAT(refusal("rediss://h"), HasSubstr("rediss:// is not supported"));
  EXPECT_THAT(refusal("redis-cluster://h:1,h:2"), HasSubstr("not supported"));
  EXPECT_THAT(refusal("redis-sentinel://h:1/name"), HasSubstr("not supported"));
}

}  // namespace
}  // namespace readcount::store
