#include "store_fixture.hpp"

#include <gmock/gmock.h>

#include <numeric>

namespace readcount::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const ping::Article kSite{"news.example", ""};

using Apply = StoreTest;

TEST_F(Apply, CountsTotalsMonthsDaysAndHours) {
  start();
  const auto applied = apply(batch_of(0, 7, {delta_of(kArticle, 5, 3, {1, 2, 3})}));
  ASSERT_TRUE(applied) << applied.error().text;
  EXPECT_TRUE(applied->done);
  EXPECT_EQ(applied->marker, 7U);
  EXPECT_THAT(applied->totals, ElementsAre(tally::Totals{5, 3, 3}));
  EXPECT_THAT(applied->damage, IsEmpty());
  for (const std::string when : {"", "202611", "20261123"}) {
    EXPECT_EQ(field(kArticle, "l" + when), "5");
    EXPECT_EQ(field(kArticle, "v" + when), "3");
    EXPECT_EQ(field(kArticle, "r" + when), "3");
  }
  const std::string hours = "rc:{174}:h:news.example/politics/x:20261123";
  EXPECT_EQ(text({"HGET", hours, "l13"}), "5");
  EXPECT_EQ(text({"HGET", hours, "v13"}), "3");
  EXPECT_EQ(text({"HGET", hours, "r13"}), "3");
}

TEST_F(Apply, LetsOnlyTheFineThingsExpire) {
  start();
  ASSERT_TRUE(apply(batch_of(0, 1, {delta_of(kArticle, 1, 1, {1})})));
  const auto tag = tag_of(tally::partition_of(kArticle));
  const auto day = day_of_hour(kHour);
  EXPECT_EQ(cli({"TTL", article_key(kArticle)}).integer, -1);
  EXPECT_EQ(cli({"TTL", names_.markers(tag)}).integer, -1);
  const auto hours_end = std::chrono::sys_seconds(day + std::chrono::days(91));
  EXPECT_EQ(cli({"EXPIRETIME", names_.hours(tag, kArticle, day)}).integer,
            hours_end.time_since_epoch().count());
  const auto in_day = cli({"TTL", names_.day_readers(tag, kArticle, day)}).integer;
  const auto in_hour = cli({"TTL", names_.hour_readers(tag, kArticle, kHour)}).integer;
  EXPECT_GT(in_day, 3 * 86400 - 30);
  EXPECT_LE(in_day, 3 * 86400);
  EXPECT_GT(in_hour, 86400 - 30);
  EXPECT_LE(in_hour, 86400);
}

TEST_F(Apply, ChangesNothingWhenTheMarkerStandsElsewhere) {
  start();
  const auto batch = batch_of(0, 7, {delta_of(kArticle, 5, 3, {1, 2, 3})});
  ASSERT_TRUE(apply(batch)->done);
  for (const tally::RecordNumber from : {0U, 6U, 8U}) {
    auto again = batch;
    again.from = from;
    again.to = 9;
    const auto applied = apply(again);
    ASSERT_TRUE(applied) << applied.error().text;
    EXPECT_FALSE(applied->done);
    EXPECT_EQ(applied->marker, 7U);
  }
  EXPECT_EQ(field(kArticle, "l"), "5");
  EXPECT_EQ(field(kArticle, "r"), "3");
}

TEST_F(Apply, GoesOnFromTheMarker) {
  start();
  ASSERT_TRUE(apply(batch_of(0, 7, {delta_of(kArticle, 5, 3, {1})})));
  const auto applied = apply(batch_of(7, 9, {delta_of(kArticle, 2, 0, {})}));
  ASSERT_TRUE(applied);
  EXPECT_TRUE(applied->done);
  EXPECT_THAT(applied->totals, ElementsAre(tally::Totals{7, 3, 1}));
}

TEST_F(Apply, KeepsTheMarkersOfProducersApart) {
  start();
  const std::string other(32, 'f');
  ASSERT_TRUE(apply(batch_of(0, 7, {delta_of(kArticle, 1, 1, {1})})));
  const auto applied =
      wait(store().apply(other, {batch_of(0, 3, {delta_of(kArticle, 1, 1, {2})})}));
  ASSERT_TRUE(applied->front()->done);
  auto markers = wait(store().markers({kProducer, other, std::string(32, '0')}));
  ASSERT_TRUE(markers);
  const auto partition = tally::partition_of(kArticle);
  EXPECT_EQ((*markers)[0][partition], 7U);
  EXPECT_EQ((*markers)[1][partition], 3U);
  EXPECT_EQ((*markers)[2][partition], 0U);
  EXPECT_EQ(std::accumulate((*markers)[0].begin(), (*markers)[0].end(), std::uint64_t{0}), 7U);
}

TEST_F(Apply, KeepsTheMarkersOfARetiredRunForNinetyDays) {
  start();
  const std::string other(32, 'f');
  const auto partition = tally::partition_of(kArticle);
  const auto marker = [&] { return wait(store().markers({kProducer}))->front()[partition]; };
  const auto day = day_of_hour(kHour);
  ASSERT_TRUE(apply(batch_of(0, 7, {delta_of(kArticle, 1, 1, {1})})));

  ASSERT_TRUE(wait(store().retire(kProducer, day)));
  ASSERT_TRUE(wait(store().retire(other, day + std::chrono::days(90))));
  EXPECT_EQ(marker(), 7U);
  ASSERT_TRUE(wait(store().retire(other, day + std::chrono::days(91))));
  EXPECT_EQ(marker(), 0U);
  EXPECT_EQ(cli({"HKEYS", names_.retired()}).elements.size(), 1U);
}

TEST_F(Apply, KeepsTheMarkersOfARunWhoseJournalIsStillSomewhere) {
  start();
  const std::string other(32, 'f');
  const auto day = day_of_hour(kHour);
  ASSERT_TRUE(apply(batch_of(0, 7, {delta_of(kArticle, 1, 1, {1})})));
  ASSERT_TRUE(wait(store().retire(kProducer, day)));
  ASSERT_TRUE(wait(store().claim({other, kProducer})));
  ASSERT_TRUE(wait(store().retire(other, day + std::chrono::days(1000))));
  EXPECT_EQ(wait(store().markers({kProducer}))->front()[tally::partition_of(kArticle)], 7U);
}

TEST_F(Apply, CountsAReaderOnceADayAndOnceAnHour) {
  start();
  ASSERT_TRUE(apply(batch_of(0, 1, {delta_of(kArticle, 3, 3, {1, 1, 2})})));
  const auto next_hour = kHour + std::chrono::hours(1);
  const auto applied = apply(batch_of(1, 2, {delta_of(kArticle, 2, 2, {2, 3}, next_hour)}));
  ASSERT_TRUE(applied);
  EXPECT_THAT(applied->totals, ElementsAre(tally::Totals{5, 5, 3}));
  const auto hours =
      names_.hours(tag_of(tally::partition_of(kArticle)), kArticle, day_of_hour(kHour));
  EXPECT_EQ(text({"HGET", hours, "r13"}), "2");
  EXPECT_EQ(text({"HGET", hours, "r14"}), "2");
}

TEST_F(Apply, CountsAReaderAgainOnAnotherDay) {
  start();
  ASSERT_TRUE(apply(batch_of(0, 1, {delta_of(kArticle, 1, 1, {1})})));
  const auto tomorrow = kHour + std::chrono::days(8);
  const auto applied = apply(batch_of(1, 2, {delta_of(kArticle, 1, 1, {1}, tomorrow)}));
  EXPECT_THAT(applied->totals, ElementsAre(tally::Totals{2, 2, 2}));
  EXPECT_EQ(field(kArticle, "r202611"), "1");
  EXPECT_EQ(field(kArticle, "r202612"), "1");
}

TEST_F(Apply, KeepsASiteLikeAnArticleWithoutPath) {
  start();
  const auto applied = apply(batch_of(0, 1, {delta_of(kSite, 4, 2, {1, 2})}));
  ASSERT_TRUE(applied);
  EXPECT_THAT(applied->totals, ElementsAre(tally::Totals{4, 2, 2}));
  EXPECT_EQ(text({"HGET", "rc:{221}:a:news.example", "v"}), "2");
}

TEST_F(Apply, TakesTenThousandReadersAtOnceAndAgreesWithTheHyperLogLog) {
  start();
  std::vector<ping::ReaderKey> readers(10000);
  for (std::size_t i = 0; i < readers.size(); ++i) readers[i] = i * 0x9E3779B97F4A7C15U;
  std::uint64_t counted = 0;
  for (std::uint64_t part = 0; part < 4; ++part) {
    const auto begin = readers.begin() + static_cast<std::ptrdiff_t>(part) * 2500;
    std::vector<ping::ReaderKey> some(readers.begin(), begin + 2500);
    const auto applied = apply(batch_of(part, part + 1, {delta_of(kArticle, 1, 1, some)}));
    ASSERT_TRUE(applied) << applied.error().text;
    ASSERT_THAT(applied->damage, IsEmpty());
    counted = applied->totals.front().readers;
  }
  EXPECT_NEAR(static_cast<double>(counted), 10000.0, 300.0);
  const auto key =
      names_.day_readers(tag_of(tally::partition_of(kArticle)), kArticle, day_of_hour(kHour));
  EXPECT_EQ(cli({"PFCOUNT", key}).integer, static_cast<std::int64_t>(counted));
}

TEST_F(Apply, TakesBatchesOfManyPartitionsInOneCall) {
  start();
  std::vector<tally::Batch> batches;
  std::vector<ping::Article> articles;
  for (int i = 0; i < 300; ++i) {
    articles.push_back({"news.example", "/a" + std::to_string(i)});
    const tally::RecordNumber before = 0;
    batches.push_back(batch_of(before, 1, {delta_of(articles.back(), 1, 1, {1})}));
    // Two articles of one partition are two batches here; the second then stands elsewhere.
  }
  const auto applied = wait(store().apply(kProducer, batches));
  ASSERT_TRUE(applied);
  ASSERT_EQ(applied->size(), batches.size());
  const auto totals = wait(store().totals(articles));
  ASSERT_TRUE(totals);
  for (std::size_t i = 0; i < articles.size(); ++i) {
    const std::uint64_t expected = (*applied)[i]->done ? 1 : 0;
    EXPECT_EQ((*totals)[i], (tally::Totals{expected, expected, expected}));
  }
}

TEST_F(Apply, ReadsZerosForWhatWasNeverCounted) {
  start();
  const auto totals = wait(store().totals({kArticle, kSite}));
  ASSERT_TRUE(totals);
  EXPECT_THAT(*totals, ElementsAre(tally::Totals(), tally::Totals()));
  EXPECT_THAT(*wait(store().totals({})), IsEmpty());
}

TEST_F(Apply, ServesSeveralAwaitersInTheOrderAsked) {
  start();
  constexpr tally::RecordNumber kRounds = 50;
  std::size_t finished = 0;
  for (tally::RecordNumber round = 0; round < kRounds; ++round) {
    auto write =
        store().apply(kProducer, {batch_of(round, round + 1, {delta_of(kArticle, 1, 1, {1})})});
    auto read = store().totals({kArticle});
    auto written = [&finished](const std::exception_ptr&, auto applied) {
      EXPECT_TRUE(applied->front()->done);
      ++finished;
    };
    auto seen = [&finished, round](const std::exception_ptr&, auto totals) {
      EXPECT_EQ(totals->front().loads, round + 1);
      ++finished;
    };
    asio::co_spawn(io_, std::move(write), written);
    asio::co_spawn(io_, std::move(read), seen);
  }
  while (finished < 2 * kRounds) io_.run_one();
}

TEST_F(Apply, OutlivesTheScriptCacheBeingFlushed) {
  start();
  for (tally::RecordNumber i = 0; i < 3; ++i) {
    EXPECT_EQ(text({"SCRIPT", "FLUSH"}), "OK");
    const auto applied = apply(batch_of(i, i + 1, {delta_of(kArticle, 1, 1, {1})}));
    ASSERT_TRUE(applied) << applied.error().text;
    EXPECT_TRUE(applied->done);
  }
}

TEST_F(Apply, FollowsTheClockOfTheDayNotOfTheServer) {
  start();
  // A day whose hours have expired long ago: they go at once, the totals stay.
  const Hour old = Day(std::chrono::year(2020) / 1 / 2) + std::chrono::hours(5);
  const auto applied = apply(batch_of(0, 1, {delta_of(kArticle, 2, 1, {1}, old)}));
  ASSERT_TRUE(applied);
  EXPECT_THAT(applied->damage, IsEmpty());
  EXPECT_EQ(field(kArticle, "v20200102"), "1");
  const auto tag = tag_of(tally::partition_of(kArticle));
  EXPECT_EQ(cli({"EXISTS", names_.hours(tag, kArticle, day_of_hour(old))}).integer, 0);
}

TEST_F(Apply, AgreesOnOneSaltADay) {
  start();
  const Day today = std::chrono::floor<std::chrono::days>(wall_now());
  Salt mine{};
  mine.fill(0xab);
  Salt theirs{};
  theirs.fill(0x01);
  Store other(io_.get_executor(), options());
  ASSERT_TRUE(wait(other.open()));
  const auto first = wait(store().salt(today, mine));
  const auto second = wait(other.salt(today, theirs));
  ASSERT_TRUE(first) << first.error().text;
  ASSERT_TRUE(second) << second.error().text;
  EXPECT_EQ(*first, mine);
  EXPECT_EQ(*second, mine);
  EXPECT_EQ(text({"GET", names_.salt(today)}), "abababababababababababababababab");
  const auto end = std::chrono::sys_seconds(today + std::chrono::days(2));
  EXPECT_EQ(cli({"EXPIRETIME", names_.salt(today)}).integer, end.time_since_epoch().count());
  EXPECT_EQ(other.identity(), store().identity());
}

TEST_F(Apply, SaysThatAnExpiredDayHasNoSalt) {
  start();
  const auto salt = wait(store().salt(Day(std::chrono::year(2020) / 1 / 2), Salt()));
  ASSERT_FALSE(salt);
  EXPECT_EQ(salt.error().kind, FailureKind::transient);
}

}  // namespace
}  // namespace readcount::store
