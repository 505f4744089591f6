#include "store/pruning.hpp"

#include "store_fixture.hpp"

#include <gtest/gtest.h>

namespace readcount::store {
namespace {

using namespace std::chrono_literals;

const Time kNow = Day(std::chrono::year(2026) / 11 / 23) + 13h;

std::optional<std::size_t> most(const char* key) { return most_in(key, kNow, {}); }

TEST(MostIn, IsForListsThatAreOver) {
  EXPECT_EQ(most("rc:{1}:t:v:news.example:202610"), 10'000U);
  EXPECT_EQ(most("rc:{1}:t:v:news.example:20261122"), 10'000U);
  EXPECT_EQ(most("rc:{1}:t:v:news.example:2026112311"), 1'000U);
  EXPECT_EQ(most("rc:{1}:t:e:news.examples:Politics: and more:202610"), 1'000U);
  for (const char* growing :
       {"rc:{1}:t:v:news.example:202611", "rc:{1}:t:v:news.example:20261123",
        "rc:{1}:t:v:news.example:2026112312", "rc:{1}:t:v:news.example:2026112313"}) {
    EXPECT_FALSE(most(growing)) << growing;
  }
  for (const char* none :
       {"rc:{1}:a:news.example", "rc:{1}:w:news.example:20261101", "rc:{1}:t:v:news.example:2026",
        "rc:{1}:t:v:news.example:202613", "rc:{1}:t:v:news.example:nonsense", "rc:{1}:t:", ""}) {
    EXPECT_FALSE(most(none)) << none;
  }
}

TEST(MostIn, IsWhatIsSet) {
  Lifetimes lifetimes;
  lifetimes.listed = 200;
  lifetimes.listed_of_site = 300;
  const auto most_of = [&](const char* key) { return most_in(key, kNow, lifetimes); };
  EXPECT_EQ(most_of("rc:{1}:t:v:news.example:20261122"), 300U);
  EXPECT_EQ(most_of("rc:{1}:t:v:news.example:2026112311"), 200U);
  EXPECT_EQ(most_of("rc:{1}:t:v:news.examplea:Jane Doe:202610"), 200U);
}

TEST(CutList, RemovesTheLowestInPartsUntilThereAreAsManyAsAsked) {
  EXPECT_TRUE(cut_list("list", 10'000, 10'000).empty());
  EXPECT_TRUE(cut_list("list", 9, 10'000).empty());
  const auto cuts = cut_list("list", 14'500, 10'000);
  ASSERT_EQ(cuts.size(), 3U);
  EXPECT_EQ(cuts[0][3], "1999");
  EXPECT_EQ(cuts[1][3], "1999");
  EXPECT_EQ(cuts[2][3], "499");
}

class Pruning : public StoreTest {
 protected:
  void fill(const std::string& key, int articles) {
    cli({"EVAL", "for i = 1, ARGV[1] do redis.call('ZADD', KEYS[1], i, '/' .. i) end", "1", key,
         std::to_string(articles)});
  }
  std::int64_t length(const std::string& key) { return cli({"ZCARD", key}).integer; }
};

TEST_F(Pruning, KeepsTheUpperEndOfWhatIsOver) {
  start();
  const std::string old = "rc:{221}:t:v:news.example:202609";
  const std::string growing = "rc:{221}:t:v:news.example:202611";
  fill(old, 15'007);
  fill(growing, 10'007);
  cli({"SET", "rc:{9}:t:v:news.example:202608", "no list"});
  std::string cursor = "0";
  std::uint64_t cut = 0;
  do {
    const auto next = wait(store().prune(cursor, kNow));
    ASSERT_TRUE(next) << next.error().text;
    cursor = next->cursor;
    cut += next->cut;
  } while (cursor != "0");
  EXPECT_EQ(length(old), 10'000);
  EXPECT_EQ(cut, 5007U);
  EXPECT_EQ(length(growing), 10'007);
  EXPECT_EQ(text({"ZSCORE", old, "/5008"}), "5008");
  EXPECT_EQ(text({"ZSCORE", old, "/5007"}), "");
}

TEST_F(Pruning, LosesTheLowestThousandOfAListThatGrowsTooLong) {
  start();
  const ping::Article site{"news.example", ""};
  const auto partition = tally::partition_of(site);
  const auto month = names_.list(tag_of(partition), 'v', site, "202611");
  fill(month, 50'000);
  tally::Delta delta;
  delta.article = site;
  delta.hour = kHour;
  delta.loads = delta.views = 7;
  delta.articles.push_back({"/new", 60'000, 0, 0, 1.0});
  const auto applied = apply({partition, 0, 1, {delta}});
  ASSERT_TRUE(applied->done);
  EXPECT_EQ(applied->cut, 1001U);
  EXPECT_EQ(length(month), 49'000);
  EXPECT_EQ(text({"ZSCORE", month, "/1001"}), "");
  EXPECT_EQ(text({"ZSCORE", month, "/1002"}), "1002");
  EXPECT_EQ(text({"ZSCORE", month, "/new"}), "60000");
}

TEST_F(Pruning, IsOneDaemonsTurnAnHour) {
  start();
  EXPECT_TRUE(*wait(store().take_turn("one")));
  EXPECT_FALSE(*wait(store().take_turn("another")));
  EXPECT_GT(cli({"TTL", "rc:upkeep"}).integer, 3500);
}

}  // namespace
}  // namespace readcount::store
