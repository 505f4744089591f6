#include "store_fixture.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

// What the script adds by itself, many amounts at once, is what Redis would have added.

namespace readcount::store {
namespace {

using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const ping::Article kListing{"news.example", ""};

class Adding : public StoreTest {
 protected:
  Applied apply_next(tally::Delta delta) {
    ++number_;
    const auto applied = apply(batch_of(number_ - 1, number_, {std::move(delta)}));
    EXPECT_TRUE(applied) << applied.error().text;
    EXPECT_TRUE(applied->done);
    return *applied;
  }

  std::string list() const {
    return names_.list(tag_of(tally::partition_of(kListing)), 'v', kListing, "202611");
  }
  std::string trend() const {
    return names_.trend(tag_of(tally::partition_of(kListing)), kListing, day_of_hour(kHour));
  }

  tally::RecordNumber number_ = 0;
};

tally::Delta listed(std::vector<tally::ListCount> articles) {
  auto delta = delta_of(kListing, 0, 0, {});
  delta.articles = std::move(articles);
  return delta;
}

TEST_F(Adding, TakesTwoCommandsForManyFields) {
  start();
  cli({"CONFIG", "RESETSTAT"});
  auto delta = listed({{"/x", 2, 0, 0, 1.5}, {"/y", 1, 0, 0, 1}});
  delta.loads = 3;
  delta.views = 2;
  EXPECT_THAT(apply_next(delta).damage, IsEmpty());
  const auto commands = text({"INFO", "commandstats"});
  EXPECT_THAT(commands, HasSubstr("cmdstat_hset:calls=3,"));  // the marker, the totals, the hours
  EXPECT_THAT(commands, HasSubstr("cmdstat_zadd:calls=4,"));  // month, day, hour, trend
  EXPECT_THAT(commands, Not(HasSubstr("incrby")));
}

TEST_F(Adding, LeavesEveryTextThatIsNoNumberAndAddsToTheOthers) {
  start();
  for (const std::string said :
       {"", "abc", "+5", " 5", "5 ", "05", "-0", "--5", "1e3", "0x10", "5.0", "nan", "inf"}) {
    SCOPED_TRACE(said);
    cli({"DEL", article_key(kArticle)});
    cli({"HSET", article_key(kArticle), "v", said});
    const auto applied = apply_next(delta_of(kArticle, 2, 1, {}));
    ASSERT_THAT(applied.damage, SizeIs(1));
    EXPECT_THAT(applied.damage.front(), HasSubstr("HINCRBY " + article_key(kArticle) + " v 1: "));
    EXPECT_EQ(field(kArticle, "v"), said);
    EXPECT_EQ(field(kArticle, "l"), "2");
    EXPECT_EQ(field(kArticle, "v202611"), "1");
  }
}

TEST_F(Adding, IsExactWhateverTheNumbersAre) {
  start();
  struct Sum {
    std::string before;
    std::uint64_t amount;
    std::string after;
  };
  for (const auto& [before, amount, after] : std::vector<Sum>{
           {"0", 1, "1"},
           {"-1", 1, "0"},
           {"-7", 3, "-4"},
           {"999999999999999", 1, "1000000000000000"},
           {"999999999999999", 999999999999999, "1999999999999998"},
           {"9007199254740992", 1, "9007199254740993"},
           {"1", 9007199254740992, "9007199254740993"},
           {"-9223372036854775808", 1, "-9223372036854775807"},
           {"9223372036854775806", 1, "9223372036854775807"},
       }) {
    SCOPED_TRACE(before);
    cli({"HSET", article_key(kArticle), "l", before});
    EXPECT_THAT(apply_next(delta_of(kArticle, amount, 1, {})).damage, IsEmpty());
    EXPECT_EQ(field(kArticle, "l"), after);
  }
}

TEST_F(Adding, AddsTwiceToWhatIsNamedTwice) {
  start();
  auto delta = delta_of(kArticle, 0, 0, {});
  delta.sources = {{'r', "a", 1}, {'r', "b", 2}, {'r', "a", 4}};
  apply_next(delta);
  const auto key =
      names_.sources(tag_of(tally::partition_of(kArticle)), kArticle, day_of_hour(kHour));
  EXPECT_EQ(text({"HGET", key, "r:a"}), "5");
  EXPECT_EQ(text({"HGET", key, "r:b"}), "2");
}

TEST_F(Adding, KeepsAllDigitsOfWeights) {
  start();
  apply_next(listed({{"/x", 1, 0, 0, 0.1}, {"/y", 1, 0, 0, 1e300}}));
  apply_next(listed({{"/x", 1, 0, 0, 0.2}, {"/y", 1, 0, 0, 1e284}}));
  for (const std::string path : {"/x", "/y"}) {
    const double said = path == "/x" ? 0.1 + 0.2 : 1e300 + 1e284;
    EXPECT_EQ(std::stod(text({"ZSCORE", trend(), path})), said);
  }
}

TEST_F(Adding, LeavesAnInfiniteScoreAndAddsToTheOthers) {
  start();
  cli({"ZADD", list(), "inf", "/x", "-inf", "/y", "4", "/z"});
  const auto articles = {
      tally::ListCount{"/x", 1, 0, 0, 0}, {"/y", 1, 0, 0, 0}, {"/z", 1, 0, 0, 0}};
  EXPECT_THAT(apply_next(listed(articles)).damage, IsEmpty());
  EXPECT_EQ(text({"ZSCORE", list(), "/x"}), "inf");
  EXPECT_EQ(text({"ZSCORE", list(), "/y"}), "-inf");
  EXPECT_EQ(text({"ZSCORE", list(), "/z"}), "5");
}

TEST_F(Adding, NamesEachMemberOfAListOfAWrongType) {
  start();
  cli({"SET", list(), "mine"});
  const auto applied = apply_next(listed({{"/x", 2, 0, 0, 0}, {"/y", 1, 0, 0, 0}}));
  ASSERT_THAT(applied.damage, SizeIs(2));
  EXPECT_THAT(applied.damage, Each(HasSubstr("ZINCRBY " + list() + " ")));
  EXPECT_THAT(applied.damage, Each(HasSubstr("WRONGTYPE")));
  EXPECT_EQ(text({"GET", list()}), "mine");
}

TEST_F(Adding, AddsToMoreThanACommandTakes) {
  start();
  std::vector<tally::ListCount> articles;
  for (std::uint64_t i = 0; i < 2501; ++i) {
    articles.push_back({"/" + std::to_string(i), i + 1, 0, 0, 0});
  }
  for (int twice = 0; twice < 2; ++twice) {
    EXPECT_THAT(apply_next(listed(articles)).damage, IsEmpty());
  }
  EXPECT_EQ(cli({"ZCARD", list()}).integer, 2501);
  for (const std::string i : {"0", "999", "1000", "1999", "2000", "2500"}) {
    EXPECT_EQ(text({"ZSCORE", list(), "/" + i}), std::to_string(2 * (std::stoi(i) + 1)));
  }
}

TEST_F(Adding, SetsTheExpiryOnlyWhenSomethingIsNew) {
  start();
  const auto day = day_of_hour(kHour);
  const auto tag = tag_of(tally::partition_of(kArticle));
  const auto hours = names_.hours(tag, kArticle, day);
  apply_next(delta_of(kArticle, 2, 1, {}));
  cli({"PERSIST", hours});
  apply_next(delta_of(kArticle, 2, 1, {}));
  EXPECT_EQ(cli({"TTL", hours}).integer, -1);
  auto more = delta_of(kArticle, 2, 1, {});
  more.reads = 1;
  apply_next(more);
  EXPECT_GT(cli({"TTL", hours}).integer, 0);
}

}  // namespace
}  // namespace readcount::store
