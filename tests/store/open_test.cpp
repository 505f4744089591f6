#include "store_fixture.hpp"

#include <gmock/gmock.h>

namespace readcount::store {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;

class Open : public StoreTest {
 protected:
  /// Opening must be refused with these words in one line, and leave Redis as it was.
  void expect_refused(const Store::Options& options, const std::vector<std::string>& words,
                      FailureKind kind = FailureKind::refused) {
    const auto before = keys();
    const auto opened = open(options);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, kind);
    for (const auto& word : words) EXPECT_THAT(opened.error().text, HasSubstr(word));
    EXPECT_THAT(opened.error().text, Not(HasSubstr("\n")));
    EXPECT_THAT(opened.error().text, Not(HasSubstr("s3cret")));
    EXPECT_FALSE(store().is_open());
    EXPECT_EQ(keys(), before);
  }
};

TEST_F(Open, CreatesOnlyTheStoresDescription) {
  start();
  EXPECT_THAT(keys(), ElementsAre("rc:meta"));
  EXPECT_EQ(text({"HGET", "rc:meta", "version"}), "1");
  EXPECT_EQ(text({"HGET", "rc:meta", "partitions"}), "256");
  EXPECT_THAT(store().identity(), MatchesRegex("[0-9a-f]{32}"));
  EXPECT_EQ(text({"HGET", "rc:meta", "id"}), store().identity());
  EXPECT_TRUE(store().is_open());
}

TEST_F(Open, KeepsTheIdentityOfAStore) {
  start();
  const auto identity = store().identity();
  ASSERT_TRUE(open(options()));
  EXPECT_EQ(store().identity(), identity);
  cli({"FLUSHALL"});
  ASSERT_TRUE(wait(store().open()));
  EXPECT_NE(store().identity(), identity);
}

TEST_F(Open, CompletesADescriptionThatACrashLeftHalf) {
  redis_.start();
  cli({"HSET", "rc:meta", "partitions", "256"});
  ASSERT_TRUE(open(options()));
  EXPECT_EQ(text({"HGET", "rc:meta", "id"}).size(), 32U);
}

TEST_F(Open, UsesThePrefixGiven) {
  redis_.start();
  auto other = options();
  other.key_prefix = "counts:";
  ASSERT_TRUE(open(other));
  EXPECT_THAT(keys(), ElementsAre("counts:meta"));
}

TEST_F(Open, UsesTheDatabaseGiven) {
  redis_.start();
  auto third = options();
  third.address.database = 3;
  ASSERT_TRUE(open(third));
  EXPECT_THAT(keys(), IsEmpty());
  third.address.database = 4000;
  expect_refused(third, {"database 4000"});
}

TEST_F(Open, RefusesARedisThatEvicts) {
  redis_.start({"--maxmemory-policy", "allkeys-lru"});
  expect_refused(options(), {"allkeys-lru", "noeviction", "--allow-evicting-redis"});
  auto allowed = options();
  allowed.allow_evicting = true;
  EXPECT_TRUE(open(allowed));
}

TEST_F(Open, RefusesAnotherNumberOfPartitions) {
  redis_.start();
  cli({"HSET", "rc:meta", "id", "x", "version", "1", "partitions", "128"});
  expect_refused(options(), {"128", "256"});
}

TEST_F(Open, RefusesANewerLayout) {
  redis_.start();
  cli({"HSET", "rc:meta", "id", "x", "version", "2", "partitions", "256"});
  expect_refused(options(), {"layout 2", "upgrade"});
}

TEST_F(Open, RefusesADescriptionOfAWrongType) {
  redis_.start();
  cli({"SET", "rc:meta", "x"});
  expect_refused(options(), {"rc:meta", "WRONGTYPE"});
}

TEST_F(Open, RefusesAReplicaForNow) {
  redis_.start();
  cli({"REPLICAOF", "127.0.0.1", "1"});
  expect_refused(options(), {"replica", "master"}, FailureKind::transient);
}

TEST_F(Open, SaysThatAPasswordIsWanted) {
  redis_.start();
  cli({"CONFIG", "SET", "requirepass", "s3cret"});
  expect_refused(options(), {"NOAUTH", "redis://user:password@host"});
  auto with = options();
  with.address.password = "s3cret";
  EXPECT_TRUE(open(with));
}

TEST_F(Open, SaysThatAPasswordIsWrong) {
  redis_.start({"--requirepass", "another"});
  cli({"AUTH", "another"});
  auto with = options();
  with.address.password = "s3cret";
  expect_refused(with, {"password", "--redis"});
  with.address.user = "nobody";
  expect_refused(with, {"password", "--redis"});
}

TEST_F(Open, ShowsNoPasswordEvenWhereRedisRepeatsIt) {
  redis_.start({"--rename-command", "AUTH", ""});
  auto with = options();
  with.address.password = "s3cret";
  expect_refused(with, {"password", "--redis"});
}

TEST_F(Open, WorksForAUserWithTheRuleThatARefusalNames) {
  redis_.start();
  cli({"ACL", "SETUSER", "counter", "on", ">s3cret"});
  auto with = options();
  with.address.user = "counter";
  with.address.password = "s3cret";
  const auto refused = open(with);
  ASSERT_FALSE(refused);
  const auto& told = refused.error().text;
  const auto begin = told.find("ACL SETUSER");
  ASSERT_NE(begin, std::string::npos);
  Arguments rule;
  std::string word;
  for (const char c : told.substr(begin) + " ") {
    if (c != ' ') {
      word += c;
    } else {
      rule.add(std::exchange(word, {}));
    }
  }
  ASSERT_EQ(text(rule), "OK");
  const auto opened = open(with);
  ASSERT_TRUE(opened) << opened.error().text;
  EXPECT_TRUE(apply(batch_of(0, 1, {delta_of(kArticle, 1, 1, {1})}))->done);
}

TEST_F(Open, RefusesAUserWhoMayNotRunACommandOfTheScript) {
  redis_.start();
  auto with = options();
  with.address.user = "counter";
  with.address.password = "s3cret";
  for (const std::string command :
       {"evalsha",  "hget",   "hset",    "hincrby", "pfadd",           "pfcount", "expire",
        "expireat", "hmget",  "hdel",    "hgetall", "hsetnx",          "set",     "get",
        "unlink",   "info",   "zincrby", "zcard",   "zremrangebyrank", "scan",    "zrem",
        "zscore",   "exists", "rename",  "pfmerge", "hscan",           "zscan",   "zmscore",
        "zadd"}) {
    cli({"ACL", "SETUSER", "counter", "reset", "on", ">s3cret", "~rc:*", "+@all", "-" + command});
    SCOPED_TRACE(command);
    expect_refused(with, {"ACL SETUSER counter", "+" + command});
  }
}

TEST_F(Open, RefusesAUserWhoMayNotTouchOurKeys) {
  redis_.start();
  cli({"ACL", "SETUSER", "counter", "on", ">s3cret", "~other:*", "+@all"});
  auto with = options();
  with.address.user = "counter";
  with.address.password = "s3cret";
  expect_refused(with, {"ACL SETUSER counter ~rc:*"});
}

TEST_F(Open, NeedsNoConfigCommand) {
  redis_.start({"--rename-command", "CONFIG", ""});
  EXPECT_TRUE(open(options()));
}

TEST_F(Open, SaysThatNobodyListens) {
  auto nowhere = options();
  const auto opened = open(nowhere);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, FailureKind::away);
  EXPECT_THAT(opened.error().text, AllOf(HasSubstr(redis_.socket()), HasSubstr("--redis")));
}

TEST_F(Open, WorksOverTcp) {
  redis_.start();
  // Redis takes a free port itself when none is given but 0 means none; ask for one and try.
  for (int port = 20000 + ::getpid() % 20000;; ++port) {
    if (text({"CONFIG", "SET", "port", std::to_string(port)}) != "OK") continue;
    auto tcp = options();
    tcp.address.socket.clear();
    tcp.address.host = "localhost";
    tcp.address.port = static_cast<std::uint16_t>(port);
    const auto opened = open(tcp);
    ASSERT_TRUE(opened) << opened.error().text;
    EXPECT_TRUE(apply(batch_of(0, 1, {delta_of(kArticle, 1, 1, {1})}))->done);
    return;
  }
}

}  // namespace
}  // namespace readcount::store
