#include "store/fitness.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace readcount::store {
namespace {

using testing::HasSubstr;

ServerInfo good() {
  return read_info(
      "# Server\r\nredis_version:7.0.15\r\n\r\n# Memory\r\nmaxmemory_policy:noeviction\r\n"
      "# Persistence\r\nloading:0\r\naof_enabled:1\r\n# Replication\r\nrole:master\r\n"
      "# Cluster\r\ncluster_enabled:0\r\n");
}

Reply text(std::string value) { return {Reply::Kind::text, 0, std::move(value), {}}; }

Reply meta(std::vector<Reply> fields) { return {Reply::Kind::array, 0, "", std::move(fields)}; }

TEST(Info, IsRead) {
  const auto info = good();
  EXPECT_EQ(info.major, 7U);
  EXPECT_EQ(info.minor, 0U);
  EXPECT_EQ(info.policy, "noeviction");
  EXPECT_TRUE(info.append_only);
  EXPECT_FALSE(info.loading || info.replica || info.cluster);
  const auto other = read_info("loading:1\nrole:slave\ncluster_enabled:1\nnonsense\n:\n#x:y");
  EXPECT_TRUE(other.loading && other.replica && other.cluster);
}

TEST(Fitness, TakesAGoodRedis) { EXPECT_FALSE(unfit(good(), false)); }

TEST(Fitness, RefusesEveryPolicyThatEvicts) {
  for (const auto* policy : {"allkeys-lru", "volatile-ttl", "allkeys-random", ""}) {
    auto info = good();
    info.policy = policy;
    EXPECT_EQ(unfit(info, false)->kind, FailureKind::refused);
    EXPECT_FALSE(unfit(info, true));
  }
}

TEST(Fitness, RefusesAnOldRedis) {
  for (const auto* version : {"redis_version:6.0.16", "redis_version:5.0.9", "redis_version:x"}) {
    auto info = read_info(version);
    info.policy = "noeviction";
    EXPECT_EQ(unfit(info, false)->kind, FailureKind::refused) << version;
  }
  auto info = read_info("redis_version:6.2.0");
  info.policy = "noeviction";
  EXPECT_FALSE(unfit(info, false));
}

TEST(Fitness, RefusesAClusterAndWaitsForOthers) {
  auto cluster = good();
  cluster.cluster = true;
  EXPECT_EQ(unfit(cluster, false)->kind, FailureKind::refused);
  auto loading = good();
  loading.loading = true;
  EXPECT_EQ(unfit(loading, false)->kind, FailureKind::transient);
  auto replica = good();
  replica.replica = true;
  EXPECT_EQ(unfit(replica, false)->kind, FailureKind::transient);
}

TEST(Persistence, IsWeakWhereTheJournalDoesNotReach) {
  auto info = good();
  EXPECT_FALSE(weak_persistence(info, ""));
  info.append_only = false;
  EXPECT_THAT(*weak_persistence(info, ""), HasSubstr("nothing on disk"));
  EXPECT_THAT(*weak_persistence(info, "3600 1 300 100 60 10000"), HasSubstr("appendonly yes"));
  EXPECT_TRUE(weak_persistence(info, "60 10000"));
  EXPECT_FALSE(weak_persistence(info, "3600 1 300 1"));
  EXPECT_FALSE(weak_persistence(info, std::nullopt));
}

TEST(Meta, SaysWhichStoreItIs) {
  const auto whole = read_meta(meta({text("abc"), text("1"), text("256")}));
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->identity, "abc");
  EXPECT_TRUE(whole->complete);
  EXPECT_FALSE(read_meta(meta({Reply(), Reply(), Reply()}))->complete);
  EXPECT_FALSE(read_meta(meta({text("abc"), Reply(), text("256")}))->complete);
}

TEST(Meta, OfAnotherLayoutIsRefused) {
  const auto partitions = read_meta(meta({text("abc"), text("1"), text("64")}));
  ASSERT_FALSE(partitions);
  EXPECT_THAT(partitions.error().text, testing::AllOf(HasSubstr("64"), HasSubstr("256")));
  const std::vector<std::pair<const char*, const char*>> remedies{
      {"2", "apt-get install ./readcount_"}, {"0", "readcount export"}, {"x", "--key-prefix"}};
  for (const auto& [version, remedy] : remedies) {
    const auto other = read_meta(meta({text("abc"), text(version), text("256")}));
    ASSERT_FALSE(other) << version;
    EXPECT_EQ(other.error().kind, FailureKind::refused);
    EXPECT_THAT(other.error().text, HasSubstr(remedy)) << version;
  }
}

TEST(Meta, OfAnotherFormIsNonsense) {
  EXPECT_EQ(read_meta(meta({})).error().kind, FailureKind::away);
  EXPECT_EQ(read_meta(text("x")).error().kind, FailureKind::away);
}

TEST(LackingPermission, NamesTheRule) {
  const auto failure = lacking_permission("", "x:", "NOPERM …");
  EXPECT_THAT(failure.text, HasSubstr("ACL SETUSER default ~x:* +info"));
  EXPECT_EQ(failure.kind, FailureKind::refused);
}

}  // namespace
}  // namespace readcount::store
