#include "tally/tally.hpp"

#include "fixtures.hpp"

#include <gtest/gtest.h>

namespace readcount::tally {
namespace {

using namespace std::chrono_literals;
using testing::article;
using testing::kNoon;
using testing::site;

class TallyTest : public ::testing::Test {
 protected:
  /// A reader's ping, decided and kept. Tells whether it counted.
  bool read(const char* path, ReaderKeys reader, Time at = kNoon) {
    const auto decision = decide(path, reader, at);
    tally_.commit(*decision.record, ++last_);
    return counts(decision);
  }

  Decision decide(const char* path, ReaderKeys reader, Time at = kNoon) {
    ping::Ping ping;
    ping.article = article(path);
    ping.at = at;
    return tally_.decide(ping, reader);
  }

  static bool counts(const Decision& decision) {
    return decision.outcome == ping::Outcome::counted;
  }

  /// The store applies everything and answers with these totals for every delta.
  void apply_all(Totals totals) {
    for (const auto& batch : tally_.pending().take()) {
      tally_.applied(batch.partition, std::vector<Totals>(batch.deltas.size(), totals), {});
    }
  }

  void apply_all_but_lose_the_answer() {
    for (const auto& batch : tally_.pending().take()) {
      EXPECT_EQ(tally_.settle(batch.partition, batch.to, last_), Pending::Verdict::settled);
    }
  }

  Entry& entry(const char* path) { return tally_.articles().touch(article(path)); }

  Tally tally_{Tally::Options{}};
  RecordNumber last_ = 0;
};

TEST_F(TallyTest, CountsAReaderOnceAWindow) {
  EXPECT_TRUE(read("/a", {1, {}}));
  EXPECT_FALSE(read("/a", {1, {}}, kNoon + 29min));
  EXPECT_TRUE(read("/a", {1, {}}, kNoon + 31min));
  EXPECT_EQ(entry("/a").unapplied, (Totals{3, 2, 1}));
}

TEST_F(TallyTest, CountsReadersAndArticlesApart) {
  EXPECT_TRUE(read("/a", {1, {}}));
  EXPECT_TRUE(read("/a", {2, {}}));
  EXPECT_TRUE(read("/b", {1, {}}));
  EXPECT_EQ(entry("/a").unapplied, (Totals{2, 2, 2}));
  EXPECT_EQ(tally_.articles().touch(site()).unapplied.views, 3U);
}

TEST_F(TallyTest, KnowsAReaderWhoseKeyChangedAtMidnight) {
  EXPECT_TRUE(read("/a", {1, {}}));
  EXPECT_FALSE(read("/a", {2, 1}, kNoon + 5min));
  EXPECT_TRUE(read("/a", {2, 1}, kNoon + 31min));
}

TEST_F(TallyTest, SeesTheTwinOfAPingInTheSameBatch) {
  const auto first = decide("/a", {1, {}});
  const auto twin = decide("/a", {1, {}});
  EXPECT_TRUE(counts(first));
  EXPECT_FALSE(counts(twin));
}

TEST_F(TallyTest, ForgetsAPingThatCouldNotBeKept) {
  const auto first = decide("/a", {1, {}});
  const auto twin = decide("/a", {1, {}});
  tally_.withdraw(twin);
  tally_.withdraw(first);
  EXPECT_TRUE(read("/a", {1, {}}));
  EXPECT_EQ(entry("/a").unapplied, (Totals{1, 1, 1}));
}

TEST_F(TallyTest, ShowsTheSameNumberBeforeAndAfterTheStoreHasIt) {
  entry("/a").know(Totals{300, 228, 190}, {});
  read("/a", {1, {}});
  EXPECT_EQ(entry("/a").shown().views, 229U);
  apply_all({301, 229, 190});
  EXPECT_EQ(entry("/a").shown(), (Totals{301, 229, 190}));
  EXPECT_EQ(entry("/a").unapplied, Totals{});
}

TEST_F(TallyTest, ShowsTheSameNumberWhenTheStoresAnswerWasLost) {
  entry("/a").know(Totals{300, 228, 190}, {});
  read("/a", {1, {}});
  apply_all_but_lose_the_answer();
  EXPECT_EQ(entry("/a").shown(), (Totals{301, 229, 191}));
  EXPECT_EQ(entry("/a").unapplied, Totals{});
}

TEST_F(TallyTest, CountsWhatCameWhileABatchWasUnderWayOnTop) {
  entry("/a").know(Totals{}, {});
  read("/a", {1, {}});
  const auto batches = tally_.pending().take();
  read("/a", {2, {}});
  for (const auto& batch : batches) {
    tally_.applied(batch.partition, std::vector<Totals>(batch.deltas.size(), {1, 1, 1}), {});
  }
  EXPECT_EQ(entry("/a").shown().views, 2U);
}

TEST_F(TallyTest, TakesUpFromTheMarkerOfAStoreThatLostData) {
  for (ping::ReaderKey reader = 1; reader <= 3; ++reader) read("/a", {reader, {}});
  apply_all({3, 3, 3});
  const auto partition = partition_of(article("/a"));
  ASSERT_EQ(tally_.settle(partition, 1, last_), Pending::Verdict::behind);

  EXPECT_EQ(tally_.fall_behind(last_, last_, {{partition, 1}}), 1U);
  EXPECT_FALSE(entry("/a").is_known) << "what the store now holds is not known";
  EXPECT_EQ(entry("/a").unapplied.views, 0U);
  EXPECT_TRUE(tally_.catch_up(testing::view("/a", 2), 2));
  EXPECT_TRUE(tally_.catch_up(testing::view("/a", 3), 3));
  tally_.caught_up();
  EXPECT_EQ(entry("/a").unapplied.views, 2U);
  EXPECT_EQ(entry("").unapplied.views, 0U) << "the site's partition lost nothing";

  apply_all({3, 3, 3});
  EXPECT_EQ(entry("/a").shown().views, 3U);
  EXPECT_EQ(entry("/a").unapplied, Totals{});
}

TEST_F(TallyTest, ShowsWhatItIsBehindWithAndCountsItOnce) {
  entry("/a").know(Totals{}, {});
  for (ping::ReaderKey reader = 1; reader <= 3; ++reader) read("/a", {reader, {}});
  EXPECT_EQ(tally_.fall_behind(last_, last_, {}), 0U) << "nothing of it was applied";
  EXPECT_TRUE(tally_.pending().empty());
  EXPECT_EQ(tally_.pending().bytes(), 0U);
  read("/a", {4, {}});
  EXPECT_TRUE(tally_.pending().empty()) << "it will come from the journal";
  EXPECT_EQ(entry("/a").shown(), (Totals{4, 4, 4}));

  for (ping::ReaderKey reader = 1; reader <= 4; ++reader) {
    auto record = testing::view("/a", reader);
    record.new_reader = true;
    EXPECT_TRUE(tally_.catch_up(record, reader));
  }
  tally_.caught_up();
  EXPECT_EQ(entry("/a").shown(), (Totals{4, 4, 4}));
  apply_all({4, 4, 4});
  EXPECT_EQ(entry("/a").unapplied, Totals{});
  EXPECT_EQ(entry("/a").shown(), (Totals{4, 4, 4}));
}

TEST_F(TallyTest, FallsBehindAgainWithoutShowingAnythingTwice) {
  for (ping::ReaderKey reader = 1; reader <= 3; ++reader) read("/a", {reader, {}});
  apply_all({3, 3, 3});
  const auto partition = partition_of(article("/a"));
  tally_.fall_behind(last_, last_, {{partition, 0}});
  tally_.catch_up(testing::view("/a", 1), 1);
  tally_.catch_up(testing::view("/a", 2), 2);
  EXPECT_EQ(tally_.fall_behind(2, last_, {}), 0U) << "neither of the two was applied";
  for (ping::ReaderKey reader = 1; reader <= 3; ++reader) {
    EXPECT_TRUE(tally_.catch_up(testing::view("/a", reader), reader));
  }
  EXPECT_EQ(entry("/a").unapplied.views, 3U);
  apply_all({3, 3, 3});
  EXPECT_EQ(entry("/a").unapplied, Totals{});
}

TEST_F(TallyTest, GivesNothingTwiceToAnEntryThatCameAfterTheRestart) {
  const auto partition = partition_of(article("/old"));
  last_ = 1;
  tally_.fall_behind(last_, last_, {{partition, 0}});
  tally_.catch_up(testing::view("/old", 1), 1);
  tally_.caught_up();
  entry("/old");
  apply_all({1, 1, 1});
  EXPECT_EQ(entry("/old").unapplied, Totals{});
}

TEST_F(TallyTest, RemembersTheViewsOfAnEarlierRun) {
  tally_.remember(testing::view("/a", 1), kNoon + 1min);
  EXPECT_FALSE(counts(decide("/a", {1, {}}, kNoon + 1min)));
  EXPECT_TRUE(counts(decide("/a", {2, {}}, kNoon + 1min)));
  EXPECT_TRUE(counts(decide("/b", {1, {}}, kNoon + 1min)));
}

}  // namespace
}  // namespace readcount::tally
