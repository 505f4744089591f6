#include "store/pruning.hpp"

#include "store_fixture.hpp"

#include <gtest/gtest.h>

namespace readcount::store {
namespace {

using namespace std::chrono_literals;

const Time kNow = Day(std::chrono::year(2026) / 11 / 23) + 13h;

std::optional<std::size_t> most(const char* key) { return most_in(key, kNow); }

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
  fill(old, 10'007);
  fill(growing, 10'007);
  cli({"SET", "rc:{9}:t:v:news.example:202608", "no list"});
  std::string cursor = "0";
  do {
    const auto next = wait(store().prune(cursor, kNow));
    ASSERT_TRUE(next) << next.error().text;
    cursor = *next;
  } while (cursor != "0");
  EXPECT_EQ(length(old), 10'000);
  EXPECT_EQ(length(growing), 10'007);
  EXPECT_EQ(text({"ZSCORE", old, "/8"}), "8");
  EXPECT_EQ(text({"ZSCORE", old, "/7"}), "");
}

TEST_F(Pruning, IsOneDaemonsTurnAnHour) {
  start();
  EXPECT_TRUE(*wait(store().take_turn("one")));
  EXPECT_FALSE(*wait(store().take_turn("another")));
  EXPECT_GT(cli({"TTL", "rc:upkeep"}).integer, 3500);
}

}  // namespace
}  // namespace readcount::store
