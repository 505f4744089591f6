#include "tally/view_table.hpp"

#include "fixtures.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <random>
#include <utility>

namespace readcount::tally {
namespace {

using namespace std::chrono_literals;
using testing::kNoon;

/// A table, and who keeps count of the live views of each article.
class ViewTableTest : public ::testing::Test {
 protected:
  void view(std::uint64_t key, std::uint64_t article, Time now) {
    ++live_[article];
    table_.open(key, article, now, ended());
  }

  void sign(std::uint64_t key, Time now) {
    auto* view = table_.find(key);
    ASSERT_NE(view, nullptr);
    if (table_.touch(*view, now)) ++live_[view->article];
  }

  void expire(Time now) { table_.expire(now, ended()); }

  /// As the daemon does: once a second.
  void let_pass(Time from, std::chrono::seconds time) {
    for (auto at = 1s; at <= time; ++at) expire(from + at);
  }

  std::function<void(std::uint64_t)> ended() {
    return [this](std::uint64_t article) { --live_[article]; };
  }

  ViewTable table_{1000, 30min};
  std::map<std::uint64_t, int> live_;
};

TEST_F(ViewTableTest, EndsAViewWithoutASignOfLifeFor45Seconds) {
  view(1, 7, kNoon);
  let_pass(kNoon, 44s);
  EXPECT_EQ(live_[7], 1);
  expire(kNoon + 45s);
  EXPECT_EQ(live_[7], 0);
  EXPECT_EQ(table_.live(), 0U);
  EXPECT_NE(table_.find(1), nullptr);
}

TEST_F(ViewTableTest, KeepsAViewThatGivesSigns) {
  view(1, 7, kNoon);
  view(2, 7, kNoon);
  for (auto at = 1s; at <= 300s; ++at) {
    if (at.count() % 15 == 0) sign(1, kNoon + at);
    expire(kNoon + at);
  }
  EXPECT_EQ(live_[7], 1);
  EXPECT_TRUE(table_.find(1)->live);
  EXPECT_FALSE(table_.find(2)->live);
}

TEST_F(ViewTableTest, WelcomesASilentViewBackWithWhatItReported) {
  view(1, 7, kNoon);
  table_.find(1)->engaged = 20;
  let_pass(kNoon, 10min);
  sign(1, kNoon + 10min);
  EXPECT_EQ(live_[7], 1);
  EXPECT_EQ(table_.find(1)->engaged, 20U);
  let_pass(kNoon + 10min, 44s);
  EXPECT_EQ(live_[7], 1);
  let_pass(kNoon + 10min + 44s, 2s);
  EXPECT_EQ(live_[7], 0);
}

TEST_F(ViewTableTest, ForgetsAViewThatWasSilentForLong) {
  view(1, 7, kNoon);
  view(2, 7, kNoon);
  let_pass(kNoon, 60s);
  sign(2, kNoon + 60s);
  let_pass(kNoon + 60s, 29min);
  EXPECT_EQ(table_.find(1), nullptr);
  EXPECT_NE(table_.find(2), nullptr);
  let_pass(kNoon + 30min, 1min);
  EXPECT_EQ(table_.size(), 0U);
}

TEST_F(ViewTableTest, DropsTheOneThatIsSilentForLongestAtItsBound) {
  for (std::uint64_t key = 1; key <= 1000; ++key) view(key, 7, kNoon);
  let_pass(kNoon, 20s);
  for (std::uint64_t key = 2; key <= 1000; ++key) sign(key, kNoon + 20s);
  let_pass(kNoon + 20s, 30s);
  EXPECT_EQ(live_[7], 999);

  view(5000, 8, kNoon + 50s);
  EXPECT_EQ(table_.find(1), nullptr);
  EXPECT_EQ(table_.evictions().live, 0U);
  EXPECT_EQ(table_.evictions().silent, 1U);
  view(5001, 8, kNoon + 50s);  // none is silent now: the live one with the oldest sign
  EXPECT_EQ(table_.find(2), nullptr);
  EXPECT_EQ(table_.evictions().live, 1U);
  EXPECT_EQ(table_.evictions().silent, 1U);
  EXPECT_EQ(live_[7], 998);
  EXPECT_EQ(live_[8], 2);
  EXPECT_EQ(table_.size(), 1000U);
}

TEST_F(ViewTableTest, EndsNobodysReadingWhenTheClockIsSet) {
  for (const auto step : {5h, -5h, 24h * 365 * 50, -24h * 365 * 50}) {
    const auto key = static_cast<std::uint64_t>(step.count());
    view(key, key, kNoon);
    expire(kNoon + 1s);
    const auto changed = kNoon + 1s + step;
    expire(changed);
    EXPECT_EQ(live_[key], 1) << step.count();
    sign(key, changed + 14s);
    let_pass(changed, 50s);
    EXPECT_EQ(live_[key], 1) << step.count();
    let_pass(changed + 50s, 10s);
    EXPECT_EQ(live_[key], 0) << step.count();
    expire(kNoon);
  }
}

TEST_F(ViewTableTest, DoesNotAgeByPingsThatCameInAnotherOrder) {
  view(1, 7, kNoon);
  for (int i = 0; i < 10'000; ++i) expire(kNoon + (i % 2) * 10ms);  // 50 s if each were to count
  EXPECT_EQ(live_[7], 1);
}

TEST_F(ViewTableTest, BelievesNoMoreEngagedTimeThanPassed) {
  view(1, 7, kNoon);
  const auto& view = *table_.find(1);
  EXPECT_EQ(table_.most_engaged(view, kNoon), 2U);
  EXPECT_EQ(table_.most_engaged(view, kNoon + 15s + 300ms), 17U);
  EXPECT_EQ(table_.most_engaged(view, kNoon + 24h * 365), 86'400U);
  let_pass(kNoon, 30s);
  EXPECT_EQ(table_.most_engaged(view, kNoon - 3h), 32U);  // the clock was set back
}

TEST_F(ViewTableTest, AgreesWithACountFromScratch) {
  std::mt19937 random(20261123);
  std::map<std::uint64_t, std::pair<std::uint64_t, Time>> last;  // key → article, last sign
  auto now = kNoon;
  for (int second = 0; second < 3000; ++second) {
    now += 1s;
    expire(now);
    for (int i = 0; i < 3; ++i) {
      const std::uint64_t key = random() % 400;
      if (table_.find(key) != nullptr) {
        sign(key, now);
      } else {
        view(key, key % 10, now);
      }
      last[key] = {key % 10, now};
    }
    std::map<std::uint64_t, int> expected;
    for (const auto& [key, sign] : last) {
      if (now - sign.second < 45s) ++expected[sign.first];
    }
    std::size_t sum = 0;
    for (std::uint64_t article = 0; article < 10; ++article) {
      ASSERT_EQ(live_[article], expected[article]) << "article " << article << " at " << second;
      sum += static_cast<std::size_t>(live_[article]);
    }
    ASSERT_EQ(table_.live(), sum);
  }
}

}  // namespace
}  // namespace readcount::tally
