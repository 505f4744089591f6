#include "store/erased.hpp"
#include "store_fixture.hpp"

#include <gmock/gmock.h>

namespace readcount::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const ping::Article kWholeSite{"news.example", ""};

class Erase : public StoreTest {
 protected:
  /// A view at this hour, with all that a view and its engagement can leave behind.
  static tally::Delta everything(Hour hour) {
    auto delta = delta_of(kArticle, 3, 2, {1, 2}, hour);
    delta.engaged = 7;
    delta.minutes = {{5, 2, 1, 7}};
    delta.spread.buckets = {{3, 1}};
    delta.spread.scroll = {1, 0, 0, 0};
    delta.sources = {{'r', "a.example", 2}};
    delta.about.emplace().title = "A title";
    return delta;
  }

  static tally::Delta erasure(const ping::Article& subject) {
    tally::Delta delta;
    delta.article = subject;
    delta.hour = kHour;
    delta.erased = kArticle.path;
    return delta;
  }
};

TEST_F(Erase, LeavesNothingOfAnArticleAndAllOfOthers) {
  start();
  const auto hours = [](int n) { return std::chrono::hours(n); };
  tally::RecordNumber number = 0;
  for (const auto ago : {hours(0), hours(1), hours(24), hours(49), hours(24 * 90)}) {
    auto delta = everything(kHour - ago);
    if (ago > hours(49)) delta.readers.clear();  // those sets have expired long before
    ASSERT_TRUE(apply(batch_of(number, number + 1, {delta}))->done);
    ++number;
  }
  ping::Article other = kArticle;
  for (int i = 0; tally::partition_of(other) != tally::partition_of(kArticle) || i == 0; ++i) {
    other.path = kArticle.path + "-" + std::to_string(i);
  }
  auto of_other = everything(kHour);
  of_other.article = other;
  ASSERT_TRUE(apply(batch_of(number, number + 1, {of_other}))->done);
  ++number;

  const auto applied = apply(batch_of(number, number + 1, {erasure(kArticle)}));
  ASSERT_TRUE(applied && applied->done);
  EXPECT_THAT(applied->damage, IsEmpty());
  EXPECT_THAT(applied->totals, ElementsAre(tally::Totals()));
  const auto of_article = article_key(kArticle).substr(article_key(kArticle).find(":a:") + 3);
  for (const auto& key : keys()) {
    const auto at = key.find(of_article);
    if (at == std::string::npos) continue;
    EXPECT_NE(key.find(other.path), std::string::npos) << key;
  }
  EXPECT_EQ(field(other, "v"), "2");
}

TEST_F(Erase, LeavesNoReaderOfABackfilledDayThatIsMissedWhenItIsToldAgain) {
  start();
  const auto old = kHour - std::chrono::days(10);
  const auto tag = tag_of(tally::partition_of(kArticle));
  const auto of_day = names_.day_readers(tag, kArticle, day_of_hour(old));
  const auto of_hour = names_.hour_readers(tag, kArticle, old);
  const auto hours = names_.hours(tag, kArticle, day_of_hour(old));
  tally::RecordNumber number = 0;
  const auto tell = [&](std::vector<ping::ReaderKey> readers) {
    auto delta = delta_of(kArticle, readers.size(), readers.size(), readers, old);
    const auto applied = apply(batch_of(number, number + 1, {std::move(delta)}));
    ++number;
    ASSERT_TRUE(applied && applied->done);
    EXPECT_THAT(applied->damage, IsEmpty());
  };
  const auto expect_readers = [&](const std::string& counted) {
    for (const auto* name : {"r", "r202611", "r20261113"}) {
      EXPECT_EQ(field(kArticle, name), counted) << name;
    }
    EXPECT_EQ(text({"HGET", hours, "r13"}), counted);
    EXPECT_EQ(std::to_string(cli({"PFCOUNT", of_day}).integer), counted);
    EXPECT_EQ(std::to_string(cli({"PFCOUNT", of_hour}).integer), counted);
    EXPECT_GT(cli({"TTL", of_day}).integer, 2 * 86400);
    EXPECT_GT(cli({"TTL", of_hour}).integer, 86400 / 2);
  };

  tell({1, 2, 3});
  ASSERT_TRUE(apply(batch_of(number, number + 1, {erasure(kArticle)}))->done);
  ++number;
  ASSERT_EQ(cli({"EXISTS", of_day, of_hour}).integer, 2) << "nobody knows that they are there";
  tell({2, 3});  // both were there before
  expect_readers("2");
  tell({1, 3});  // and now counts on as ever
  expect_readers("3");

  ASSERT_TRUE(apply(batch_of(number, number + 1, {erasure(kArticle)}))->done);
  ++number;
  tell({1, 2, 9, 10});  // some were there before
  expect_readers("4");
  tell({1, 9});
  expect_readers("4");
}

TEST_F(Erase, FindsWhatADaemonWithOtherSettingsKept) {
  start();
  auto longer = options();
  longer.lifetimes = kMostLifetimes;
  ASSERT_TRUE(open(longer));
  tally::RecordNumber number = 0;
  for (const auto ago : {1, 150, 24 * 399}) {
    auto delta = everything(kHour - std::chrono::hours(ago));
    if (ago > 1) delta.readers.clear();
    ASSERT_TRUE(apply(batch_of(number, number + 1, {delta}))->done);
    ++number;
  }
  const auto old = names_.hours(tag_of(tally::partition_of(kArticle)), kArticle,
                                day_of_hour(kHour - std::chrono::hours(24 * 399)));
  EXPECT_EQ(cli({"EXISTS", old}).integer, 1);

  ASSERT_TRUE(open(options()));
  ASSERT_TRUE(apply(batch_of(number, number + 1, {erasure(kArticle)}))->done);
  for (const auto& key : keys()) EXPECT_EQ(key.find(kArticle.path), std::string::npos) << key;
}

TEST_F(Erase, TakesTheArticleOffEveryListAndNoOther) {
  start();
  auto delta = delta_of(kWholeSite, 3, 2, {1});
  delta.articles = {{kArticle.path, 2, 1, 9, 1.5}, {"/other", 1, 1, 1, 1}};
  auto older = delta;
  older.hour = kHour - std::chrono::days(60);
  ASSERT_TRUE(apply(batch_of(0, 1, {delta, older}))->done);
  const auto applied = apply(batch_of(1, 2, {erasure(kWholeSite)}));
  ASSERT_TRUE(applied && applied->done);
  EXPECT_THAT(applied->damage, IsEmpty());
  EXPECT_EQ(applied->totals.front().views, 4U);
  int lists = 0;
  for (const auto& key : keys()) {
    if (key.find("}:t:") == std::string::npos && key.find("}:w:") == std::string::npos) continue;
    ++lists;
    EXPECT_EQ(text({"ZSCORE", key, kArticle.path}), "") << key;
    EXPECT_NE(text({"ZSCORE", key, "/other"}), "") << key;
  }
  EXPECT_GE(lists, 6);  // those of months at least, whatever the clock says
}

}  // namespace
}  // namespace readcount::store
