#include "tally/pending.hpp"

#include "fixtures.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace readcount::tally {
namespace {

using testing::article;
using testing::kNoon;
using testing::repeat;
using testing::site;
using testing::view;
using Verdict = Pending::Verdict;

class PendingTest : public ::testing::Test {
 protected:
  void add(const Record& record) { pending_.add(record, ++last_); }

  /// The batch of the article's partition, as the store would get it.
  Batch taken(const ping::Article& subject) {
    for (auto& batch : pending_.take()) {
      if (batch.partition == partition_of(subject)) return batch;
    }
    ADD_FAILURE() << "nothing for " << subject.path;
    return {};
  }

  Pending pending_;
  RecordNumber last_ = 0;
};

TEST_F(PendingTest, SumsTheViewsOfAnArticleAndOfItsSite) {
  add(view("/a", 1));
  add(view("/a", 2));
  add(repeat("/a", 2));
  ASSERT_NE(partition_of(article("/a")), partition_of(site()));

  const auto of_article = taken(article("/a"));
  ASSERT_EQ(of_article.deltas.size(), 1U);
  EXPECT_EQ(of_article.from, 0U);
  EXPECT_EQ(of_article.to, 3U);
  EXPECT_EQ(of_article.deltas[0].article, article("/a"));
  EXPECT_EQ(of_article.deltas[0].loads, 3U);
  EXPECT_EQ(of_article.deltas[0].views, 2U);
  EXPECT_EQ(of_article.deltas[0].readers, (std::vector<ping::ReaderKey>{1, 2}));

  const auto of_site = taken(site());
  ASSERT_EQ(of_site.deltas.size(), 1U);
  EXPECT_EQ(of_site.deltas[0].article, site());
  EXPECT_EQ(of_site.deltas[0].loads, 3U);
}

TEST_F(PendingTest, HandsOnStartValuesInTheirOrderAndCountsNothing) {
  Record record;
  record.kind = RecordKind::start;
  record.article = article("/a");
  for (const std::uint64_t views : {7U, 5U}) {
    record.at = kNoon + std::chrono::milliseconds{last_};
    record.start.views = views;
    add(record);
  }
  for (const auto& subject : {article("/a"), site()}) {
    const auto batch = taken(subject);
    ASSERT_EQ(batch.deltas.size(), 1U);
    const auto& delta = batch.deltas[0];
    ASSERT_EQ(delta.starts.size(), 2U);
    EXPECT_EQ(delta.starts[1].path, "/a");
    EXPECT_EQ(delta.starts[1].value.views, 5U);
    EXPECT_LT(delta.starts[0].at, delta.starts[1].at);
    EXPECT_EQ(totals_of(delta), Totals());
    EXPECT_TRUE(delta.articles.empty());
  }
}

TEST_F(PendingTest, NeverSumsWhatWasBeforeAnErasureWithWhatIsBehindIt) {
  Record erase;
  erase.kind = RecordKind::erase;
  erase.article = article("/a");
  erase.at = kNoon;
  add(view("/a", 1));
  add(erase);
  add(view("/a", 2));
  add(view("/a", 3));
  for (const auto& subject : {article("/a"), site()}) {
    const auto partition = partition_of(subject);
    const auto before = taken(subject);
    ASSERT_EQ(before.deltas.size(), 1U);
    EXPECT_EQ(before.deltas[0].views, 1U);
    EXPECT_EQ(before.to, 1U);
    pending_.confirm(partition);
    const auto erased = taken(subject);
    ASSERT_EQ(erased.deltas.size(), 1U);
    EXPECT_EQ(erased.deltas[0].erased, "/a");
    EXPECT_EQ(erased.deltas[0].loads, 0U);
    EXPECT_EQ(erased.from, 1U);
    EXPECT_EQ(erased.to, 2U);
    pending_.confirm(partition);
    const auto behind = taken(subject);
    ASSERT_EQ(behind.deltas.size(), 1U);
    EXPECT_EQ(behind.deltas[0].views, 2U);
    EXPECT_EQ(behind.deltas[0].erased, "");
  }
}

TEST_F(PendingTest, PassesOverWhatIsLostToAPartition) {
  const auto partition = partition_of(article("/a"));
  pending_.restart(partition, 3);
  pending_.pass_over(partition, 3, kNoon);
  EXPECT_TRUE(pending_.empty());
  pending_.pass_over(partition, 7, kNoon);
  EXPECT_EQ(pending_.oldest(), 7U);
  const auto batch = taken(article("/a"));
  EXPECT_TRUE(batch.deltas.empty());
  EXPECT_EQ(batch.from, 3U);
  EXPECT_EQ(batch.to, 7U);
}

TEST_F(PendingTest, NeverSumsTwoMerges) {
  Record merge;
  merge.kind = RecordKind::merge;
  merge.at = kNoon;
  merge.into = "/c";
  for (const auto* path : {"/a", "/b"}) {
    merge.article = article(path);
    add(merge);
  }
  for (const auto* path : {"/a", "/b"}) {
    const auto batch = taken(site());
    ASSERT_EQ(batch.deltas.size(), 1U);
    ASSERT_TRUE(batch.deltas[0].merged);
    EXPECT_EQ(batch.deltas[0].merged->from, path);
    EXPECT_EQ(batch.to - batch.from, 1U);
    pending_.confirm(partition_of(site()));
  }
}

TEST_F(PendingTest, SumsAnErasureOnceWhereArticleAndSiteShareAPartition) {
  Record erase;
  erase.kind = RecordKind::erase;
  for (int i = 0;; ++i) {
    erase.article = article("/" + std::to_string(i));
    if (partition_of(erase.article) == partition_of(site())) break;
  }
  add(view(erase.article.path, 1));
  add(erase);
  add(view(erase.article.path, 2));
  pending_.take();
  pending_.confirm(partition_of(site()));
  const auto erased = taken(site());
  EXPECT_EQ(erased.deltas.size(), 2U);
  EXPECT_EQ(erased.from, 1U);
  EXPECT_EQ(erased.to, 2U);
}

TEST_F(PendingTest, KeepsHoursApart) {
  add(view("/a", 1, kNoon));
  add(view("/a", 1, kNoon + std::chrono::hours{1}));
  const auto batch = taken(article("/a"));
  ASSERT_EQ(batch.deltas.size(), 2U);
  EXPECT_EQ(batch.deltas[1].hour - batch.deltas[0].hour, std::chrono::hours{1});
}

TEST_F(PendingTest, NeverChangesABatchThatWasTaken) {
  add(view("/a", 1));
  const auto first = taken(article("/a"));
  add(view("/a", 2));
  const auto again = taken(article("/a"));
  EXPECT_EQ(again.to, first.to);
  EXPECT_EQ(again.deltas[0].views, 1U);

  pending_.confirm(partition_of(article("/a")));
  const auto second = taken(article("/a"));
  EXPECT_EQ(second.from, first.to);
  EXPECT_EQ(second.to, 2U);
}

TEST_F(PendingTest, ChainsBatchesThatAreTooLargeForOneCall) {
  for (ping::ReaderKey reader = 0; reader < 50'000; ++reader) add(view("/a", reader));
  RecordNumber marker = 0;
  std::uint64_t views = 0;
  int batches = 0;
  while (!pending_.empty()) {
    const auto batch = taken(article("/a"));
    EXPECT_EQ(batch.from, marker);
    EXPECT_LE(batch.deltas[0].readers.size(), 24'000U);
    marker = batch.to;
    views += batch.deltas[0].views;
    for (const auto& each : pending_.take()) pending_.confirm(each.partition);
    ++batches;
  }
  EXPECT_EQ(batches, 3);
  EXPECT_EQ(views, 50'000U);
  EXPECT_EQ(marker, 50'000U);
}

/// How many amounts a batch has the script add, by the keys and amounts in it.
std::size_t amounts_of(const Batch& batch) {
  std::size_t amounts = 0;
  for (const auto& delta : batch.deltas) {
    amounts += delta.minutes.size() + 2 * delta.spread.buckets.size();
    for (const auto& line : delta.articles) {
      amounts += (line.views > 0 ? 4 : 0) + (line.engaged > 0 ? 3 : 0);
    }
  }
  return amounts;
}

TEST_F(PendingTest, BoundsWhatAListOfNewArticlesCostsTheStore) {
  for (int i = 0; i < 10'000; ++i) add(view("/" + std::to_string(i), 1));
  std::size_t lines = 0;
  int batches = 0;
  while (!pending_.empty()) {
    for (const auto& batch : pending_.take()) {
      if (batch.partition == partition_of(site())) {
        EXPECT_LE(amounts_of(batch), 12'004U);
        lines += batch.deltas[0].articles.size();
        ++batches;
      }
      pending_.confirm(batch.partition);
    }
  }
  EXPECT_EQ(lines, 10'000U);
  EXPECT_GE(batches, 3);
}

TEST_F(PendingTest, BoundsWhatEngagementCostsTheStore) {
  // Each in a minute of its own, with two buckets it moves between.
  for (int i = 0; i < 8000; ++i) {
    auto record = testing::engage("/" + std::to_string(i % 50), 1 + i % 40, 50 + i % 40);
    record.progress.began = kNoon + std::chrono::minutes{i % 3600};
    add(record);
  }
  int batches = 0;
  while (!pending_.empty()) {
    for (const auto& batch : pending_.take()) {
      EXPECT_LE(amounts_of(batch), 12'050U);
      batches += batch.partition == partition_of(site()) ? 1 : 0;
      pending_.confirm(batch.partition);
    }
  }
  EXPECT_GE(batches, 2);
}

TEST_F(PendingTest, TakesABoundedPartAtATimeAndEachPartitionInTurn) {
  for (int i = 0; i < 20'000; ++i) add(view("/" + std::to_string(i), 1));
  std::set<Partition> seen;
  int rounds = 0;
  // Nothing is confirmed: the store refuses all, and yet each partition is tried.
  for (; seen.size() < kPartitions; ++rounds) {
    ASSERT_LT(rounds, 1000);
    for (const auto& batch : pending_.take()) {
      const bool is_first = seen.insert(batch.partition).second;
      EXPECT_TRUE(is_first || seen.size() == kPartitions) << "it was its turn already";
    }
  }
  EXPECT_GT(rounds, 10);
}

TEST_F(PendingTest, TakesAllThatThereIsWhenThatIsLittle) {
  for (int i = 0; i < 100; ++i) add(view("/" + std::to_string(i), 1));
  for (const auto& batch : pending_.take()) pending_.confirm(batch.partition);
  EXPECT_TRUE(pending_.empty());
}

TEST_F(PendingTest, KnowsTheOldestRecordThatIsNotConfirmedEverywhere) {
  EXPECT_FALSE(pending_.oldest());
  add(view("/a", 1, kNoon));
  add(view("/b", 1, kNoon + std::chrono::seconds{1}));
  pending_.take();
  pending_.confirm(partition_of(article("/a")));
  EXPECT_EQ(pending_.oldest(), 1U) << "the site's part of record 1 is still open";
  pending_.confirm(partition_of(site()));
  EXPECT_EQ(pending_.oldest(), 2U);
  EXPECT_EQ(pending_.oldest_time(), kNoon + std::chrono::seconds{1});
}

TEST_F(PendingTest, DropsABatchThatTurnsOutToBeIn) {
  add(view("/a", 1));
  pending_.take();
  const auto settlement = pending_.settle(partition_of(article("/a")), 1, last_);
  EXPECT_EQ(settlement.verdict, Verdict::settled);
  ASSERT_EQ(settlement.in.size(), 1U);
  EXPECT_EQ(settlement.in[0].deltas[0].views, 1U);
  EXPECT_EQ(pending_.confirmed(partition_of(article("/a"))), 1U);
}

TEST_F(PendingTest, KeepsABatchThatTurnsOutNotToBeIn) {
  add(view("/a", 1));
  pending_.take();
  const auto settlement = pending_.settle(partition_of(article("/a")), 0, last_);
  EXPECT_EQ(settlement.verdict, Verdict::settled);
  EXPECT_TRUE(settlement.in.empty());
  EXPECT_EQ(taken(article("/a")).deltas[0].views, 1U);
}

TEST_F(PendingTest, SeesThatTheStoreKnowsLessThanItConfirmed) {
  add(view("/a", 1));
  add(view("/a", 2));
  pending_.take();
  pending_.confirm(partition_of(article("/a")));
  EXPECT_EQ(pending_.settle(partition_of(article("/a")), 1, last_).verdict, Verdict::behind);
  EXPECT_EQ(pending_.settle(partition_of(article("/a")), 0, last_).verdict, Verdict::behind);
  EXPECT_EQ(pending_.settle(partition_of(article("/a")), 2, last_).verdict, Verdict::settled);
}

TEST_F(PendingTest, SeesThatTheMarkerCutsABatch) {
  add(view("/a", 1));
  add(view("/a", 2));
  EXPECT_EQ(pending_.settle(partition_of(article("/a")), 1, last_).verdict, Verdict::ahead);
}

TEST_F(PendingTest, CallsAMarkerAboveTheJournalForeign) {
  add(view("/a", 1));
  EXPECT_EQ(pending_.settle(partition_of(article("/a")), 2, last_).verdict, Verdict::foreign);
}

TEST_F(PendingTest, BeginsAgainAfterTheMarkerItIsGiven) {
  const auto partition = partition_of(article("/a"));
  for (ping::ReaderKey reader = 1; reader <= 4; ++reader) add(view("/a", reader));
  pending_.restart(partition, 2);
  pending_.add_to(partition, view("/a", 3), 3);
  pending_.add_to(partition, view("/a", 4), 4);
  const auto batch = taken(article("/a"));
  EXPECT_EQ(batch.from, 2U);
  EXPECT_EQ(batch.to, 4U);
  EXPECT_EQ(batch.deltas[0].readers, (std::vector<ping::ReaderKey>{3, 4}));
}

TEST(PartitionOf, IsFixedForEver) {
  // CRC-32C("news.example\0/a") and of the site alone, worked out with another implementation.
  EXPECT_EQ(partition_of({"news.example", "/a"}), 115U);
  EXPECT_EQ(partition_of({"news.example", ""}), 221U);
}

TEST_F(PendingTest, ListsArticlesForTheirSiteSectionAndAuthor) {
  auto record = view("/a", 1);
  record.section = "Politics";
  record.author = "Jane Doe";
  add(record);
  add(record);
  add(testing::engage("/a", 0, 20));
  for (const auto& subject :
       {site(), section_of("news.example", "Politics"), author_of("news.example", "Jane Doe")}) {
    const auto batch = taken(subject);
    ASSERT_EQ(batch.deltas.size(), 1U);
    ASSERT_EQ(batch.deltas[0].articles.size(), 1U) << subject.path;
    EXPECT_EQ(batch.deltas[0].articles[0].path, "/a");
    EXPECT_EQ(batch.deltas[0].articles[0].views, 2U);
  }
  EXPECT_EQ(taken(site()).deltas[0].articles[0].engaged, 20U);
  EXPECT_TRUE(taken(article("/a")).deltas[0].articles.empty());
}

TEST_F(PendingTest, CountsSourcesOfTheArticleAndItsSite) {
  auto record = view("/a", 1);
  record.sources.referrer = "search.example";
  record.sources.device = "phone";
  add(record);
  add(record);
  for (const auto& subject : {article("/a"), site()}) {
    const auto batch = taken(subject);
    const auto& sources = batch.deltas.at(0).sources;
    ASSERT_EQ(sources.size(), 2U);
    EXPECT_EQ(sources[0].value, "search.example");
    EXPECT_EQ(sources[0].amount, 2U);
  }
}

}  // namespace
}  // namespace readcount::tally
