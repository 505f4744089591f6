#include "store_fixture.hpp"

#include <gmock/gmock.h>

namespace readcount::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const ping::Article kOther{"news.example", "/other"};
const Day kToday = std::chrono::floor<std::chrono::days>(kHour);

class Merging : public StoreTest {
 protected:
  static tally::Delta merge_of(const ping::Article& subject) {
    tally::Delta delta;
    delta.article = subject;
    delta.hour = kHour;
    delta.merged = {kArticle.path, kOther.path};
    return delta;
  }

  void count(tally::RecordNumber number, const tally::Delta& delta) {
    ASSERT_TRUE(apply(batch_of(number - 1, number, {delta}))->done);
  }

  /// Puts the article aside as record 2, and returns the merge.
  Move begin() {
    auto delta = delta_of(kArticle, 3, 2, {1, 2});
    delta.minutes = {{5, 2, 0, 0}};
    delta.about.emplace().title = "A title";
    count(1, delta);
    const auto applied = apply(batch_of(1, 2, {merge_of(kArticle)}));
    EXPECT_TRUE(applied && applied->done);
    EXPECT_THAT(applied->damage, IsEmpty());
    EXPECT_THAT(applied->totals, ElementsAre(tally::Totals()));
    auto moves = *wait(store().moves());
    EXPECT_EQ(moves.size(), 1U);
    return moves.front();
  }

  void complete(const Move& move) {
    const auto damage = wait(store().complete(move, kToday));
    ASSERT_TRUE(damage) << damage.error().text;
    EXPECT_THAT(*damage, IsEmpty());
  }
};

TEST_F(Merging, CarriesAllOfItOnceAndLeavesNothing) {
  start();
  const auto move = begin();
  EXPECT_EQ(move.from, kArticle);
  EXPECT_EQ(move.into, kOther.path);
  complete(move);
  complete(move);  // as another daemon may that has found it too
  EXPECT_EQ(field(kOther, "l"), "3");
  EXPECT_EQ(field(kOther, "v20261123"), "2");
  EXPECT_EQ(field(kOther, "r"), "2");
  EXPECT_EQ(field(kOther, "title"), "A title");
  EXPECT_THAT(*wait(store().moves()), IsEmpty());
  const auto of_article = article_key(kArticle).substr(article_key(kArticle).find(":a:") + 3);
  for (const auto& key : keys()) {
    EXPECT_EQ(key.find(of_article), std::string::npos) << key;
    EXPECT_EQ(key.find("}:p:"), std::string::npos) << key;
  }
}

TEST_F(Merging, TakesWhatHasArrivedNotAgainWhenItIsFoundBeforeItsEnd) {
  start();
  const auto move = begin();
  const auto tag = tag_of(tally::partition_of(kArticle));
  const auto parcel = names_.parcel(tag, move.id);
  cli({"COPY", parcel, "kept"});
  cli({"COPY", names_.parcel_part(tag, move.id, 1), "part"});
  complete(move);
  // As if it had ended before it removed what it had carried.
  cli({"RENAME", "kept", parcel});
  cli({"RENAME", "part", names_.parcel_part(tag, move.id, 1)});
  complete(move);
  EXPECT_EQ(field(kOther, "l"), "3");
}

TEST_F(Merging, KnowsTheReadersOfBoth) {
  start();
  complete(begin());
  count(1, delta_of(kOther, 2, 2, {1, 3}));  // the first of its partition
  EXPECT_EQ(field(kOther, "r"), "3");        // reader 1 was known, 3 was not
}

TEST_F(Merging, GivesThePlaceInListsToTheOther) {
  start();
  auto delta = delta_of({"news.example", ""}, 3, 3, {1});
  delta.articles = {{kArticle.path, 2, 1, 9, 1.5}, {kOther.path, 1, 0, 1, 1}};
  count(1, delta);
  count(2, merge_of({"news.example", ""}));
  int lists = 0;
  for (const auto& key : keys()) {
    if (key.find("}:t:v:") == std::string::npos) continue;
    ++lists;
    EXPECT_EQ(text({"ZSCORE", key, kArticle.path}), "") << key;
    EXPECT_EQ(text({"ZSCORE", key, kOther.path}), "3") << key;
  }
  EXPECT_GE(lists, 1);
}

TEST_F(Merging, ChangesRedirectsOfASiteOnlyWhereNobodyElseDid) {
  start();
  const auto version = [this] {
    const auto versions = *wait(store().redirect_versions());
    return versions.size() == 1 ? versions.front().second : 0;
  };
  EXPECT_TRUE(*wait(store().redirect("news.example", 0, {{"/a", "/b"}})));
  const auto first = version();
  EXPECT_GT(first, 0U);
  EXPECT_FALSE(*wait(store().redirect("news.example", 0, {{"/c", "/d"}})));
  EXPECT_FALSE(*wait(store().redirect("news.example", first - 1, {{"/c", "/d"}})));
  EXPECT_EQ(version(), first);
  EXPECT_TRUE(*wait(store().redirect("news.example", first, {{"/c", "/d"}, {"/a", "/d"}})));
  EXPECT_EQ(*wait(store().redirects("news.example")),
            (tally::RedirectedPaths{{"/a", "/d"}, {"/c", "/d"}}));
  EXPECT_GT(version(), first);
}

}  // namespace
}  // namespace readcount::store
