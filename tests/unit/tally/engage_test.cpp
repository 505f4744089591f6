// From what pages report to what counts: engagement, events, sections, page views that live.

#include "fixtures.hpp"
#include "tally/tally.hpp"

#include <gtest/gtest.h>

namespace readcount::tally {
namespace {

using namespace std::chrono_literals;
using ping::Outcome;
using testing::article;
using testing::kNoon;
using testing::site;

constexpr std::uint64_t kView = 77;

class EngageTest : public ::testing::Test {
 protected:
  Decision view(std::uint64_t id = kView, Time at = kNoon, ping::ReaderKey reader = 1) {
    ping::Ping ping;
    ping.article = article("/a");
    ping.at = at;
    ping.view = id;
    ping.about = about_;
    return decide(ping, {reader, {}});
  }

  Decision engage(std::uint32_t engaged, std::uint32_t reported = 0, int scroll = 0,
                  Time at = kNoon + 10min, std::uint64_t id = kView) {
    ping::Ping ping;
    ping.kind = ping::Kind::engage;
    ping.article = article("/a");
    ping.at = at;
    ping.view = id;
    ping.engagement = {engaged, reported, static_cast<std::uint8_t>(scroll)};
    return decide(ping, {1, {}});
  }

  Decision event(const std::string& name) {
    ping::Ping ping;
    ping.kind = ping::Kind::event;
    ping.article = article("/a");
    ping.at = kNoon;
    ping.event = name;
    return decide(ping, {1, {}});
  }

  Totals counted() { return tally_.articles().touch(article("/a")).unapplied; }
  Totals counted_for_site() { return tally_.articles().touch(site()).unapplied; }
  std::uint32_t live() { return tally_.articles().touch(article("/a")).live; }
  std::uint32_t live_on_site() { return tally_.articles().touch(site()).live; }

  ping::Metadata about_;
  Tally tally_{Tally::Options{}};
  RecordNumber last_ = 0;
  bool kept_ = true;

 private:
  Decision decide(ping::Ping& ping, const ReaderKeys& reader) {
    auto decision = tally_.decide(ping, reader);
    if (decision.record && kept_) tally_.commit(*decision.record, ++last_);
    return decision;
  }
};

TEST_F(EngageTest, CountsWhatIsNew) {
  view();
  EXPECT_EQ(engage(10).outcome, Outcome::counted);
  EXPECT_EQ(engage(25, 10).outcome, Outcome::counted);
  EXPECT_EQ(counted(), (Totals{1, 1, 1, 1, 0, 25}));
  EXPECT_EQ(counted_for_site(), (Totals{1, 1, 0, 1, 0, 25}));
}

TEST_F(EngageTest, ChangesNothingByAMessageThatComesTwiceOrLate) {
  view();
  engage(25, 0, 50);
  for (const auto& again : {engage(25, 0, 50), engage(10, 0, 25), engage(25, 10, 50)}) {
    EXPECT_EQ(again.outcome, Outcome::repeat);
    EXPECT_FALSE(again.record);
  }
  EXPECT_EQ(counted().engaged, 25U);
}

TEST_F(EngageTest, CountsWhatWasReportedInMessagesThatComeLate) {
  view();
  engage(40, 25, 100);  // the end was seen, and two messages are still under way
  EXPECT_EQ(counted(), (Totals{1, 1, 1, 0, 1, 15})) << "a read is who counts its second";
  engage(25, 10, 50);
  engage(25, 10, 50);
  engage(10, 0, 25);
  engage(10, 0, 25);
  engage(40, 25, 100);
  EXPECT_EQ(counted(), (Totals{1, 1, 1, 1, 1, 40}));
}

TEST_F(EngageTest, CompletesWithTheSecondsThatComeLate) {
  view();
  engage(5, 0, 100);
  engage(30, 16, 100);  // as if another daemon had heard what came between
  EXPECT_EQ(counted().completions, 0U);
  engage(16, 5, 100);
  engage(16, 5, 100);
  EXPECT_EQ(counted(), (Totals{1, 1, 1, 1, 1, 30}));
}

TEST_F(EngageTest, PutsBackAGapThatWasFilledInVain) {
  view();
  engage(20, 10);
  kept_ = false;
  tally_.withdraw(engage(10));
  kept_ = true;
  EXPECT_EQ(engage(10).outcome, Outcome::counted);
  EXPECT_EQ(counted().engaged, 20U);
}

TEST_F(EngageTest, BelievesNoMoreThanTheTimeThatPassed) {
  view();
  engage(3600, 0, 0, kNoon + 20s);
  EXPECT_EQ(counted().engaged, 22U) << "20 s, and 2 for the way";
  engage(3600, 0, 0, kNoon + 60s);
  EXPECT_EQ(counted().engaged, 62U);
}

TEST_F(EngageTest, MakesAReadOnceAtTheThreshold) {
  view();
  EXPECT_FALSE(engage(14).record->progress.read);
  EXPECT_TRUE(engage(15).record->progress.read);
  EXPECT_FALSE(engage(16).record->progress.read);
  EXPECT_EQ(counted().reads, 1U);
}

TEST_F(EngageTest, CompletesByTheEndAndTheTimeInEitherOrder) {
  view(1);
  engage(2, 0, 100, kNoon + 10min, 1);
  EXPECT_EQ(counted().completions, 0U);
  engage(20, 2, 100, kNoon + 10min, 1);
  EXPECT_EQ(counted().completions, 1U);
  view(2, kNoon, 2);
  engage(20, 0, 75, kNoon + 10min, 2);
  EXPECT_EQ(counted().completions, 1U);
  engage(20, 20, 100, kNoon + 10min, 2);
  EXPECT_EQ(counted().completions, 2U);
}

TEST_F(EngageTest, CountsWhereTheViewDoes) {
  view(kView, kNoon + 59min);
  const auto decision = engage(90, 0, 0, kNoon + 62min);
  EXPECT_EQ(hour_of(decision.record->counts_at()), hour_of(kNoon));
}

TEST_F(EngageTest, GivesARepeatItsSecondsOnly) {
  view(1);
  EXPECT_EQ(view(2, kNoon + 1min).outcome, Outcome::repeat);
  engage(20, 0, 100, kNoon + 5min, 2);
  EXPECT_EQ(counted(), (Totals{2, 1, 1, 0, 0, 20}));
}

TEST_F(EngageTest, TakesAViewThatItDoesNotKnowForReportedBefore) {
  const auto decision = engage(40, 30, 50);
  EXPECT_EQ(counted(), (Totals{0, 0, 0, 0, 0, 10})) << "it was a read before 30 s";
  EXPECT_EQ(decision.record->progress.scroll_before, 50);
  EXPECT_EQ(decision.record->progress.began, kNoon + 10min - 40s);
}

TEST_F(EngageTest, BelievesAStrangersViewsOnlyWhatTheClockAllows) {
  for (std::uint64_t id = 1; id <= 1000; ++id) engage(120, 0, 0, kNoon, id);
  EXPECT_LE(counted().engaged, 121U);
}

TEST_F(EngageTest, CountsOnceWhatTwoDaemonsHearInTurn) {
  Tally other{Tally::Options{}};
  std::uint32_t there = 0;
  std::uint32_t reads_there = 0;
  view();
  for (std::uint32_t engaged = 10; engaged <= 120; engaged += 10) {
    const auto at = kNoon + std::chrono::seconds{engaged};
    if (engaged % 20 == 10) {
      engage(engaged, engaged - 10, 0, at);
      continue;
    }
    ping::Ping ping;
    ping.kind = ping::Kind::engage;
    ping.article = article("/a");
    ping.at = at;
    ping.view = kView;
    ping.engagement = {engaged, engaged - 10, 0};
    const auto decision = other.decide(ping, {1, {}});
    ASSERT_TRUE(decision.record);
    there += decision.record->progress.engaged - decision.record->progress.engaged_before;
    reads_there += decision.record->progress.read ? 1 : 0;
  }
  EXPECT_EQ(counted().engaged + there, 120U);
  EXPECT_EQ(counted().reads + reads_there, 1U);
}

TEST_F(EngageTest, MakesAStrangerPayForReadsAndScrolling) {
  std::uint64_t scrolled = 0;
  for (std::uint64_t id = 1; id <= 600; ++id) {
    const auto decision = engage(15, 14, 100, kNoon, id);
    if (decision.record && decision.record->progress.scroll_before < 100) ++scrolled;
    engage(0, 0, 100, kNoon, 1000 + id);
  }
  EXPECT_LE(counted().reads, 120U / 15U);
  EXPECT_EQ(scrolled, 0U);
  EXPECT_LE(live(), 120U);
}

TEST_F(EngageTest, CountsAViewWhoseEngagementOvertookIt) {
  engage(5, 0, 25, kNoon + 5s);
  EXPECT_EQ(view(kView, kNoon + 5s).outcome, Outcome::counted);
  EXPECT_EQ(counted(), (Totals{1, 1, 1, 0, 0, 5}));
}

TEST_F(EngageTest, IsARepeatOfItselfWhenTheSameViewIsSentAgain) {
  view();
  const auto again = view(kView, kNoon + 40min);
  EXPECT_EQ(again.outcome, Outcome::repeat);
  EXPECT_FALSE(again.record);
  EXPECT_EQ(counted().loads, 1U);
}

TEST_F(EngageTest, ForgetsWhatCouldNotBeKept) {
  kept_ = false;
  tally_.withdraw(view());
  EXPECT_EQ(live(), 0U);
  kept_ = true;
  EXPECT_EQ(view().outcome, Outcome::counted) << "the same ping, sent again";
  kept_ = false;
  tally_.withdraw(engage(20, 0, 50));
  kept_ = true;
  EXPECT_EQ(engage(20, 0, 50).outcome, Outcome::counted);
  EXPECT_EQ(counted(), (Totals{1, 1, 1, 1, 0, 20}));
}

TEST_F(EngageTest, ForgetsTheBeginningOfAnOvertakenViewThatCouldNotBeKept) {
  engage(5, 0, 0, kNoon + 5s);
  kept_ = false;
  tally_.withdraw(view(kView, kNoon + 5s));
  kept_ = true;
  EXPECT_EQ(view(kView, kNoon + 6s).outcome, Outcome::counted);
}

TEST_F(EngageTest, PutsBackWhatWasBeforeTwoMessages) {
  view();
  kept_ = false;
  const auto first = engage(10);
  const auto second = engage(20, 10);
  tally_.withdraw(second);
  tally_.withdraw(first);
  kept_ = true;
  engage(20);
  EXPECT_EQ(counted().engaged, 20U);
}

TEST_F(EngageTest, LivesForFortyFiveSecondsAfterASign) {
  view();
  EXPECT_EQ(live(), 1U);
  EXPECT_EQ(live_on_site(), 1U);
  int read = 0;
  tally_.for_each_live([&](const Entry& entry) {
    EXPECT_EQ(entry.live, 1U) << entry.article.path;
    ++read;
  });
  EXPECT_EQ(read, 2) << "the article and its site";
  for (auto at = kNoon; at < kNoon + 30s; at += 1s) tally_.expire_views(at);
  engage(10, 0, 0, kNoon + 30s);
  for (auto at = kNoon + 30s; at < kNoon + 74s; at += 1s) tally_.expire_views(at);
  EXPECT_EQ(live(), 1U);
  tally_.expire_views(kNoon + 76s);
  EXPECT_EQ(live(), 0U);
  EXPECT_EQ(live_on_site(), 0U);
  tally_.for_each_live([](const Entry& entry) { ADD_FAILURE() << entry.article.path; });
  engage(10, 10, 0, kNoon + 80s);
  EXPECT_EQ(live(), 1U) << "back";
}

TEST_F(EngageTest, FilesEngagementUnderTheSectionThatTheViewNamed) {
  about_ = {"A title", "Politics", "Jane Doe", ""};
  view();
  const auto decision = engage(10);
  EXPECT_EQ(decision.record->section, "Politics");
  EXPECT_EQ(decision.record->author, "Jane Doe");
  const auto section = section_of("news.example", "Politics");
  std::uint64_t engaged = 0;
  for (const auto& batch : tally_.pending().take()) {
    for (const auto& delta : batch.deltas) {
      if (delta.article == section) engaged += delta.engaged;
    }
  }
  EXPECT_EQ(engaged, 10U);
}

TEST_F(EngageTest, FilesEngagementWithItsViewWhateverElseIsDecided) {
  ping::Ping view;
  view.article = article("/a");
  view.at = kNoon;
  view.view = 7;
  view.about.section = "Politics";
  auto moved = view;
  moved.view = 8;
  moved.about.section = "Sport";
  auto engage = view;
  engage.kind = ping::Kind::engage;
  engage.at = kNoon + 20s;
  engage.engagement.engaged = 20;
  tally_.decide(view, {1, {}});
  tally_.decide(moved, {2, {}});
  EXPECT_EQ(tally_.decide(engage, {1, {}}).record->section, "Politics") << "none is committed yet";
}

TEST_F(EngageTest, RecordsWhatAPageSaysOnceAndWhenItChanges) {
  about_ = {"A title", "Politics", "", ""};
  EXPECT_TRUE(view(1, kNoon, 1).record->about);
  EXPECT_FALSE(view(2, kNoon, 2).record->about);
  about_.title = "A better title";
  EXPECT_TRUE(view(3, kNoon, 3).record->about);
  about_ = {};
  const auto silent = view(4, kNoon, 4);
  EXPECT_FALSE(silent.record->about);
  EXPECT_EQ(silent.record->section, "Politics") << "as it was known before";
}

TEST_F(EngageTest, CountsEventsUnderFiftyNames) {
  for (int i = 0; i < 60; ++i) event("event " + std::to_string(i));
  std::uint64_t other = 0;
  std::size_t names = 0;
  for (const auto& batch : tally_.pending().take()) {
    for (const auto& delta : batch.deltas) {
      if (delta.article != article("/a")) continue;
      names = delta.sources.size();
      for (const auto& source : delta.sources) {
        if (source.value == kOther) other = source.amount;
      }
    }
  }
  EXPECT_EQ(names, 51U);
  EXPECT_EQ(other, 10U);
  EXPECT_EQ(counted(), Totals{});
}

TEST_F(EngageTest, GoesOnAfterARestart) {
  Tally next{Tally::Options{}};
  auto first = testing::view("/a", 1);
  first.view = kView;
  next.remember(first, kNoon + 10min);
  auto progress = testing::engage("/a", 0, 20);
  progress.view = kView;
  progress.progress.scroll = 50;
  next.remember(progress, kNoon + 10min);

  ping::Ping ping;
  ping.kind = ping::Kind::engage;
  ping.article = article("/a");
  ping.at = kNoon + 10min;
  ping.view = kView;
  ping.engagement = {30, 0, 75};
  const auto decision = next.decide(ping, {1, {}});
  ASSERT_TRUE(decision.record);
  EXPECT_EQ(decision.record->progress.engaged_before, 20U);
  EXPECT_EQ(decision.record->progress.scroll_before, 50);
  EXPECT_EQ(decision.record->progress.began, kNoon);
}

TEST_F(EngageTest, RemembersAnOvertakenViewAsBegun) {
  auto progress = testing::engage("/a", 0, 5);
  progress.view = kView;
  tally_.remember(progress, kNoon + 10s);
  auto first = testing::repeat("/a", 1);
  first.view = kView;
  tally_.remember(first, kNoon + 10s);
  EXPECT_FALSE(view(kView, kNoon + 20s).record) << "it came again";
  EXPECT_FALSE(engage(20, 5).record->progress.read) << "it is a repeat";
}

TEST_F(EngageTest, RemembersAsReadNowOnlyWhatGaveASignLately) {
  for (std::uint64_t id = 1; id <= 3; ++id) {
    auto record = testing::view("/a", id, kNoon + id * 5min);
    record.view = id;
    tally_.remember(record, kNoon + 15min + 10s);
  }
  EXPECT_EQ(live(), 1U);
  EXPECT_EQ(live_on_site(), 1U);
}

}  // namespace
}  // namespace readcount::tally
