#include "store_fixture.hpp"

#include <gmock/gmock.h>

namespace readcount::store {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// Another article of the same partition.
ping::Article neighbour() {
  for (int i = 0;; ++i) {
    ping::Article other{"news.example", "/n" + std::to_string(i)};
    if (tally::partition_of(other) == tally::partition_of(kArticle)) return other;
  }
}

class Damage : public StoreTest {
 protected:
  std::string tag() const { return tag_of(tally::partition_of(kArticle)); }

  /// Applies one view of the article, and of its neighbour behind it.
  Applied apply_both() {
    const auto both = {delta_of(kArticle, 1, 1, {1}), delta_of(neighbour(), 2, 1, {1})};
    const auto applied = apply(batch_of(0, 5, both));
    EXPECT_TRUE(applied) << applied.error().text;
    EXPECT_TRUE(applied->done);
    EXPECT_EQ(applied->marker, 5U);
    EXPECT_EQ(text({"HGET", names_.markers(tag()), kProducer}), "5");
    EXPECT_EQ(applied->totals.at(1), (tally::Totals{2, 1, 1}));
    return *applied;
  }
};

TEST_F(Damage, OfAnArticleOfAWrongTypeCostsOnlyIt) {
  start();
  cli({"SET", article_key(kArticle), "mine"});
  const auto applied = apply_both();
  EXPECT_EQ(applied.damage.size(), 9U);  // l, v, r: total, month, day
  EXPECT_THAT(applied.damage,
              Each(AllOf(HasSubstr(article_key(kArticle)), HasSubstr("WRONGTYPE"))));
  EXPECT_EQ(applied.totals.at(0), tally::Totals());
  EXPECT_EQ(text({"GET", article_key(kArticle)}), "mine");
  const auto totals = wait(store().totals({kArticle, neighbour()}));
  ASSERT_TRUE(totals);
  EXPECT_THAT(*totals, ElementsAre(tally::Totals(), tally::Totals{2, 1, 1}));
}

TEST_F(Damage, OfAFieldThatIsNoNumberNamesTheIncrement) {
  start();
  cli({"HSET", article_key(kArticle), "v", "abc"});
  const auto applied = apply_both();
  ASSERT_EQ(applied.damage.size(), 1U);
  EXPECT_THAT(applied.damage.front(), HasSubstr("HINCRBY " + article_key(kArticle) + " v 1: "));
  EXPECT_EQ(applied.totals.at(0), (tally::Totals{1, 0, 1}));
  EXPECT_EQ(field(kArticle, "v202611"), "1");
}

TEST_F(Damage, OfACounterAtItsLimitLeavesIt) {
  start();
  cli({"HSET", article_key(kArticle), "l", "9223372036854775807"});
  const auto applied = apply_both();
  ASSERT_EQ(applied.damage.size(), 1U);
  EXPECT_THAT(applied.damage.front(), HasSubstr(" l 1: "));
  EXPECT_EQ(applied.totals.at(0), (tally::Totals{9223372036854775807U, 1, 1}));
}

TEST_F(Damage, OfNumbersAboveTwoToThe53DoesNotHappen) {
  start();
  cli({"HSET", article_key(kArticle), "l", "9007199254740993"});
  EXPECT_EQ(apply_both().totals.at(0).loads, 9007199254740994U);
}

TEST_F(Damage, OfTheReadersKeysCostsOnlyReaders) {
  start();
  cli({"SET", names_.day_readers(tag(), kArticle, day_of_hour(kHour)), "no HyperLogLog"});
  cli({"LPUSH", names_.hour_readers(tag(), kArticle, kHour), "x"});
  const auto applied = apply_both();
  EXPECT_EQ(applied.damage.size(), 2U);
  EXPECT_THAT(applied.damage, Each(HasSubstr("PFCOUNT")));
  EXPECT_EQ(applied.totals.at(0), (tally::Totals{1, 1, 0}));
}

TEST_F(Damage, OfTheHoursCostsOnlyHours) {
  start();
  cli({"SET", names_.hours(tag(), kArticle, day_of_hour(kHour)), "x"});
  const auto applied = apply_both();
  EXPECT_EQ(applied.damage.size(), 3U);
  EXPECT_EQ(applied.totals.at(0), (tally::Totals{1, 1, 1}));
}

TEST_F(Damage, OfAnAmountThatRedisCannotAddIsNamed) {
  start();
  const auto applied = apply(batch_of(0, 1, {delta_of(kArticle, UINT64_MAX, 1, {})}));
  ASSERT_TRUE(applied);
  EXPECT_EQ(applied->damage.size(), 4U);
  EXPECT_EQ(applied->totals.at(0), (tally::Totals{0, 1, 0}));
}

TEST_F(Damage, OfTheMarkersAppliesNothing) {
  start();
  cli({"SET", names_.markers(tag()), "x"});
  const auto applied = apply(batch_of(0, 1, {delta_of(kArticle, 1, 1, {1})}));
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().kind, FailureKind::refused);
  EXPECT_EQ(cli({"EXISTS", article_key(kArticle)}).integer, 0);
  EXPECT_FALSE(wait(store().markers({kProducer})));
  EXPECT_TRUE(store().is_open());
}

TEST_F(Damage, OfOneMarkerIsRefusedNotGuessed) {
  start();
  cli({"HSET", names_.markers(tag()), kProducer, "many"});
  const auto applied = apply(batch_of(0, 1, {delta_of(kArticle, 1, 1, {1})}));
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().kind, FailureKind::refused);
}

TEST_F(Damage, OfManyKeysIsToldInABoundedAnswer) {
  start();
  cli({"SET", article_key(kArticle), "x"});
  std::vector<tally::Delta> deltas(400, delta_of(kArticle, 1, 1, {}));
  const auto applied = apply(batch_of(0, 1, deltas));
  ASSERT_TRUE(applied);
  EXPECT_EQ(applied->damage.size(), 1001U);
  EXPECT_EQ(applied->damage.back(), "and 1400 more");
}

/// Applies while Redis is in a state that takes no writes: nothing may be in.
class Later : public StoreTest {
 protected:
  void expect_transient(const std::string& word) {
    const auto before = keys();
    const auto applied = apply(batch_of(0, 1, {delta_of(kArticle, 1, 1, {1})}));
    ASSERT_FALSE(applied);
    EXPECT_EQ(applied.error().kind, FailureKind::transient);
    EXPECT_THAT(applied.error().text, HasSubstr(word));
    EXPECT_THAT(applied.error().text, Not(HasSubstr("\n")));
    EXPECT_EQ(keys(), before);
    EXPECT_TRUE(store().is_open());
  }

  void expect_applied() {
    const auto applied = apply(batch_of(0, 1, {delta_of(kArticle, 1, 1, {1})}));
    ASSERT_TRUE(applied) << applied.error().text;
    EXPECT_TRUE(applied->done);
  }
};

TEST_F(Later, WhenMemoryIsShortNothingIsIn) {
  start();
  cli({"CONFIG", "SET", "maxmemory", "1mb"});
  expect_transient("OOM");
  cli({"CONFIG", "SET", "maxmemory", "0"});
  expect_applied();
}

TEST_F(Later, WhenTheMasterBecameAReplicaNothingIsIn) {
  start();
  cli({"REPLICAOF", "127.0.0.1", "1"});
  expect_transient("READONLY");
  cli({"REPLICAOF", "NO", "ONE"});
  expect_applied();
}

TEST_F(Later, WhenReplicasAreMissingNothingIsIn) {
  start();
  cli({"CONFIG", "SET", "min-replicas-to-write", "3"});
  expect_transient("NOREPLICAS");
  cli({"CONFIG", "SET", "min-replicas-to-write", "0"});
  expect_applied();
}

}  // namespace
}  // namespace readcount::store
