#include "fixtures.hpp"
#include "tally/tally.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace readcount::tally {
namespace {

using namespace std::chrono_literals;
using testing::article;
using testing::kNoon;
using testing::set_aside;
using testing::site;
using testing::view;

ping::Ping load_by(ping::Outcome outcome) {
  ping::Ping ping;
  ping.set_aside = outcome;
  ping.article = article("/a");
  ping.at = kNoon;
  return ping;
}

TEST(SetAside, BecomesARecordOfItsSite) {
  for (const auto outcome : {ping::Outcome::bot, ping::Outcome::prefetch}) {
    auto ping = load_by(outcome);
    ping.past = kNoon - 1000h;
    const auto decision = Tally::set_aside(ping);
    EXPECT_EQ(decision.outcome, outcome);
    EXPECT_EQ(decision.told, article("/a"));
    ASSERT_TRUE(decision.record);
    EXPECT_EQ(decision.record->kind, RecordKind::set_aside);
    EXPECT_EQ(decision.record->article, site());
    EXPECT_EQ(decision.record->sender_class, name_of(outcome));
    EXPECT_EQ(decision.record->counts_at(), kNoon - 1000h);
  }
}

TEST(SetAside, ComesBackFromTheJournalAsItWas) {
  auto record = set_aside("prefetch");
  record.past = kNoon - 1000h;
  std::string payload;
  encode(record, payload);
  const auto decoded = decode(payload);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->kind, RecordKind::set_aside);
  EXPECT_EQ(decoded->article, site());
  EXPECT_EQ(decoded->at, kNoon);
  EXPECT_EQ(decoded->past, record.past);
  EXPECT_EQ(decoded->sender_class, "prefetch");
  EXPECT_FALSE(decoded->counted);
}

TEST(SetAside, TouchesItsSitesPartitionAlone) {
  std::vector<Partition> touched;
  for_each_partition(set_aside("bot"), [&](Partition p) { touched.push_back(p); });
  EXPECT_EQ(touched, std::vector<Partition>{partition_of(site())});
}

TEST(SetAside, CountsOncePerClassAndHourAndAddsToNothingElse) {
  Pending pending;
  const std::vector<Record> records{set_aside("bot"), set_aside("bot"), set_aside("prefetch"),
                                    set_aside("bot", kNoon + 1h)};
  RecordNumber number = 0;
  for (const auto& record : records) pending.add(record, ++number);
  const auto batches = pending.take();
  ASSERT_EQ(batches.size(), 1U);
  ASSERT_EQ(batches[0].deltas.size(), 2U);
  const auto& delta = batches[0].deltas[0];
  EXPECT_EQ(delta.article, site());
  EXPECT_EQ(totals_of(delta), Totals{});
  EXPECT_TRUE(delta.articles.empty());
  EXPECT_TRUE(delta.minutes.empty());
  EXPECT_TRUE(delta.readers.empty());
  ASSERT_EQ(delta.sources.size(), 2U);
  EXPECT_EQ(delta.sources[0].kind, 'k');
  EXPECT_EQ(delta.sources[0].value, "bot");
  EXPECT_EQ(delta.sources[0].amount, 2U);
  EXPECT_EQ(delta.sources[1].value, "prefetch");
  EXPECT_EQ(delta.sources[1].amount, 1U);
  EXPECT_EQ(batches[0].deltas[1].hour, hour_of(kNoon + 1h));
}

class SetAsideTally : public ::testing::Test {
 protected:
  bool has_entry_of_the_article() { return tally_.articles().find(article("/a")) != nullptr; }

  Tally tally_{Tally::Options{}};
};

TEST_F(SetAsideTally, LeavesCountsAndTheArticleAlone) {
  auto ping = load_by(ping::Outcome::bot);
  const auto decision = Tally::set_aside(ping);
  const auto& entry = tally_.commit(*decision.record, 1);
  EXPECT_EQ(entry.article, site());
  EXPECT_EQ(entry.unapplied, Totals{});
  EXPECT_EQ(entry.live, 0U);
  EXPECT_FALSE(has_entry_of_the_article());
  EXPECT_FALSE(tally_.pending().empty());
}

TEST_F(SetAsideTally, IsNotRememberedOverARestart) {
  tally_.remember(set_aside("bot"), kNoon);
  EXPECT_EQ(tally_.articles().find(site()), nullptr);
  EXPECT_EQ(tally_.repeats().size(), 0U);
}

TEST_F(SetAsideTally, IsReadAgainFromTheJournalWhereTheStoreLacksIt) {
  tally_.commit(set_aside("bot"), 1);
  tally_.commit(view("/a", 7), 2);
  tally_.commit(set_aside("bot"), 3);
  for (const auto& batch : tally_.pending().take()) tally_.applied(batch.partition, {}, {});
  tally_.fall_behind(3, 3, {{partition_of(site()), 1}});
  EXPECT_FALSE(tally_.catch_up(set_aside("bot"), 1)) << "it is in";
  EXPECT_TRUE(tally_.catch_up(view("/a", 7), 2));
  EXPECT_TRUE(tally_.catch_up(set_aside("bot"), 3));
  const auto batches = tally_.pending().take();
  ASSERT_EQ(batches.size(), 1U);
  const auto& delta = batches[0].deltas.front();
  EXPECT_EQ(delta.views, 1U);
  ASSERT_EQ(delta.sources.size(), 1U);
  EXPECT_EQ(delta.sources[0].amount, 1U);
}

}  // namespace
}  // namespace readcount::tally
