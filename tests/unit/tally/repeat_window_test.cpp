#include "tally/repeat_window.hpp"

#include "fixtures.hpp"

#include <gtest/gtest.h>

#include <set>
#include <utility>

namespace readcount::tally {
namespace {

using namespace std::chrono_literals;
using testing::kNoon;
using Seen = RepeatWindow::Seen;

TEST(RepeatWindow, TakesAReloadForARepeatUntilTheWindowIsOver) {
  RepeatWindow window(30min, 1000);
  EXPECT_EQ(window.look(1, kNoon), Seen::never);
  window.open(1, kNoon);
  EXPECT_EQ(window.look(1, kNoon), Seen::within);
  EXPECT_EQ(window.look(1, kNoon + 30min - 1ms), Seen::within);
  EXPECT_EQ(window.look(1, kNoon + 30min), Seen::before);
  EXPECT_EQ(window.look(2, kNoon), Seen::never);
}

TEST(RepeatWindow, RemembersAPairThroughItsWholeWindowWhereverAGenerationEnds) {
  for (const auto offset : {0min, 1min, 15min, 29min, 30min, 31min, 59min}) {
    RepeatWindow window(30min, 1000);
    window.open(100, kNoon);  // begins a generation
    window.open(1, kNoon + offset);
    window.open(200, kNoon + offset + 29min);  // others come and generations end
    EXPECT_EQ(window.look(1, kNoon + offset + 29min), Seen::within) << offset.count();
  }
}

TEST(RepeatWindow, ForgetsPairsTwoWindowsOld) {
  RepeatWindow window(30min, 1000);
  window.open(1, kNoon);
  window.open(2, kNoon + 31min);
  window.open(3, kNoon + 62min);
  EXPECT_EQ(window.look(1, kNoon + 62min), Seen::never);
  EXPECT_EQ(window.size(), 2U);
}

TEST(RepeatWindow, EndsAWindowAtMostAStepEarlyAndNeverLate) {
  const std::pair<std::chrono::seconds, std::chrono::milliseconds> windows[] = {
      {1s, 1ms}, {30min, 55ms}, {24h, 2637ms}};
  for (const auto& [length, step] : windows) {
    RepeatWindow window(length, 1000);
    window.open(1'000'000, kNoon);  // begins a generation
    for (std::uint64_t pair = 1; pair <= 97; ++pair) {
      const auto opened = kNoon + std::chrono::floor<std::chrono::milliseconds>(length * pair / 98);
      window.open(pair, opened);
      EXPECT_EQ(window.look(pair, opened + length - step), Seen::within) << pair;
      EXPECT_EQ(window.look(pair, opened + length), Seen::before) << pair;
    }
  }
}

TEST(RepeatWindow, KnowsAPairThatAGenerationBeforeItsBeginningHas) {
  RepeatWindow window(30min, 1000);
  window.open(1, kNoon);
  window.open(2, kNoon - 29min);  // told late, or the clock stepped back
  EXPECT_EQ(window.look(2, kNoon), Seen::within);
  EXPECT_EQ(window.look(2, kNoon + 1min), Seen::before);
}

TEST(RepeatWindow, PutsBackWhatAnOpenReplaced) {
  RepeatWindow window(30min, 1000);
  const auto nothing = window.open(1, kNoon);
  window.put_back(1, nothing);
  EXPECT_EQ(window.look(1, kNoon), Seen::never);

  window.open(2, kNoon);
  const auto before = window.open(2, kNoon + 40min);
  window.put_back(2, before);
  EXPECT_EQ(window.look(2, kNoon + 40min), Seen::before);
}

TEST(RepeatWindow, ForgetsTheOldestAtItsBoundAndSaysSo) {
  RepeatWindow window(30min, 100);
  for (std::uint64_t pair = 0; pair < 1000; ++pair) window.open(pair, kNoon);
  EXPECT_LE(window.size(), 200U);
  EXPECT_EQ(window.evictions(), 9U);
  EXPECT_EQ(window.look(0, kNoon), Seen::never);
  EXPECT_EQ(window.look(999, kNoon), Seen::within);
}

TEST(RepeatWindow, SurvivesAClockThatIsSetBack) {
  RepeatWindow window(30min, 1000);
  window.open(1, kNoon);
  window.open(2, kNoon - 2h);
  EXPECT_EQ(window.look(1, kNoon - 2h), Seen::within);
  EXPECT_EQ(window.look(2, kNoon - 2h), Seen::within);
}

TEST(RepeatWindow, IsNotTurnedByWhatSlightlyOvertookIt) {
  RepeatWindow window(30min, 1000);
  window.open(1, kNoon);
  window.open(2, kNoon + 29min);
  for (std::uint64_t step = 0; step < 100; ++step) {  // two workers, one a moment behind
    window.open(1000 + 2 * step, kNoon + 30min);
    window.open(1001 + 2 * step, kNoon + 30min - 1ms);
  }
  EXPECT_EQ(window.look(2, kNoon + 58min), Seen::within);
  EXPECT_EQ(window.look(1000, kNoon + 58min), Seen::within);
}

TEST(RepeatWindow, BeginsAnewWhereTimeStepsFarBack) {
  RepeatWindow window(30min, 1000);
  window.open(1, kNoon);
  window.open(2, kNoon - 24h);
  window.open(3, kNoon - 48h);
  EXPECT_EQ(window.size(), 2U) << "the first is two generations old";
}

TEST(PairOf, DiffersForEveryReaderAndArticle) {
  std::set<std::uint64_t> pairs;
  for (std::uint64_t reader = 0; reader < 100; ++reader) {
    for (std::uint64_t article = 0; article < 100; ++article) {
      pairs.insert(pair_of(reader, article));
    }
  }
  EXPECT_EQ(pairs.size(), 10'000U);
}

}  // namespace
}  // namespace readcount::tally
