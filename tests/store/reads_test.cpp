#include "store/reads.hpp"

#include "store_fixture.hpp"

#include <gmock/gmock.h>

namespace readcount::store {
namespace {

using query::Grain;
using query::Piece;
using testing::ElementsAre;
using testing::IsEmpty;

const ping::Article kListed{"news.example", ""};

/// A store whose keys the test writes by hand.
class Reads : public StoreTest {
 protected:
  std::string tag(const ping::Article& subject) { return tag_of(tally::partition_of(subject)); }
};

TEST_F(Reads, ReadsMonthsDaysHoursAndMinutesInTheOrderAsked) {
  start();
  const auto day = day_of_hour(kHour);
  cli({"HSET", names_.article(tag(kArticle), kArticle), "v", "100", "v202611", "50", "v20261123",
       "20", "title", "A title"});
  cli({"HSET", names_.hours(tag(kArticle), kArticle, day), "v13", "7"});
  cli({"HSET", names_.minutes(tag(kArticle), kArticle, kHour), "v05", "3"});
  const std::vector<Piece> pieces{{Grain::hour, kHour},
                                  {Grain::month, day - std::chrono::days(22)},
                                  {Grain::minute, kHour + std::chrono::minutes(5)},
                                  {Grain::total, {}},
                                  {Grain::day, day},
                                  {Grain::day, day + std::chrono::days(1)}};
  auto reads = reads_of(kArticle, pieces, 'v');
  reads.push_back({{HashName::Kind::article, kArticle, {}}, {"title", "section"}});
  const auto fields = wait(store().fields(reads));
  ASSERT_TRUE(fields) << fields.error().text;
  std::vector<std::string> all;
  for (const auto& texts : *fields) all.insert(all.end(), texts.begin(), texts.end());
  EXPECT_THAT(all, ElementsAre("7", "50", "3", "100", "20", "", "A title", ""));
}

TEST_F(Reads, ReadsMoreThanOneRoundTripTakes) {
  start();
  cli({"HSET", names_.article(tag(kArticle), kArticle), "v", "9"});
  std::vector<FieldsRead> reads;
  for (int i = 0; i < 25'000; ++i) {
    const bool is_last = i == 24'999;
    reads.push_back({{HashName::Kind::article, is_last ? kArticle : kListed, {}}, {"v"}});
  }
  const auto fields = wait(store().fields(reads));
  ASSERT_TRUE(fields);
  ASSERT_EQ(fields->size(), 25'000U);
  EXPECT_EQ(fields->front().front(), "");
  EXPECT_EQ(fields->back().front(), "9");
}

TEST_F(Reads, ReadsWholeHashes) {
  start();
  const auto key = names_.sources(tag(kListed), kListed, day_of_hour(kHour));
  cli({"HSET", key, "r:google.com", "3"});
  const std::vector<HashName> hashes{
      {HashName::Kind::sources, kListed, kHour},
      {HashName::Kind::sources, kListed, kHour - std::chrono::days(1)}};
  const auto amounts = wait(store().hashes(hashes));
  ASSERT_TRUE(amounts);
  EXPECT_THAT(*amounts, ElementsAre(ElementsAre(Amount("r:google.com", 3)), IsEmpty()));
}

TEST_F(Reads, ReadsTheGreatestOfAList) {
  start();
  const Piece slot{Grain::hour, kHour};
  const auto key = names_.list(tag(kListed), 'v', kListed, "2026112313");
  cli({"ZADD", key, "1", "/a", "30", "/b", "4", "/c"});
  const auto list = wait(store().list({'v', kListed, slot}, 2));
  ASSERT_TRUE(list);
  ASSERT_EQ(list->size(), 2U);
  EXPECT_EQ(list->at(0).path, "/b");
  EXPECT_EQ(list->at(0).value, 30);
  EXPECT_EQ(list->at(1).path, "/c");
}

TEST_F(Reads, TakesABrokenKeyForAnEmptyOne) {
  start();
  cli({"SET", names_.article(tag(kArticle), kArticle), "x"});
  cli({"SET", names_.list(tag(kListed), 'v', kListed, "2026112313"), "x"});
  const std::vector<FieldsRead> reads{{{HashName::Kind::article, kArticle, {}}, {"v"}}};
  EXPECT_THAT(*wait(store().fields(reads)), ElementsAre(ElementsAre("")));
  EXPECT_THAT(*wait(store().hashes({reads.front().hash})), ElementsAre(IsEmpty()));
  EXPECT_THAT(*wait(store().list({'v', kListed, {Grain::hour, kHour}}, 2)), IsEmpty());
}

TEST_F(Reads, SaysThatRedisIsAway) {
  start();
  redis_.kill();
  const std::vector<FieldsRead> reads{{{HashName::Kind::article, kArticle, {}}, {"v"}}};
  const auto lost = wait(store().fields(reads));
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().kind, FailureKind::away);
  EXPECT_EQ(wait(store().list({'v', kListed, {Grain::hour, kHour}}, 2)).error().kind,
            FailureKind::away);
}

}  // namespace
}  // namespace readcount::store
