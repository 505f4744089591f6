#include "fixtures.hpp"
#include "tally/tally.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace readcount::tally {
namespace {

using namespace std::chrono_literals;
using ping::Kind;
using ping::Outcome;
using testing::article;
using testing::kNoon;
using testing::site;

constexpr auto kLongAgo = kNoon - 240h;

class PastTest : public ::testing::Test {
 protected:
  static ping::Ping view(std::uint64_t id, Time at) {
    ping::Ping ping;
    ping.article = article("/a");
    ping.at = at;
    ping.view = id;
    return ping;
  }

  static ping::Ping engage(std::uint64_t id, std::uint32_t engaged, Time at) {
    auto ping = view(id, at);
    ping.kind = Kind::engage;
    ping.engagement.engaged = engaged;
    return ping;
  }

  /// The same ping, told at noon.
  static ping::Ping afterwards(ping::Ping ping) {
    ping.past = ping.at;
    ping.at = kNoon;
    return ping;
  }

  Decision take(ping::Ping ping, ping::ReaderKey reader = 1) {
    auto decision = tally_.decide(ping, {reader, {}});
    if (decision.record) tally_.commit(*decision.record, ++last_);
    return decision;
  }

  void erase(const std::string& path) {
    Record record;
    record.kind = RecordKind::erase;
    record.article = article(path);
    tally_.begin_anew(record.article);
    tally_.commit(record, ++last_);
  }

  Entry& entry() { return tally_.articles().touch(article("/a")); }

  Tally tally_{Tally::Options{}};
  RecordNumber last_ = 0;
};

TEST_F(PastTest, CountsWhereItHappened) {
  const auto decision = take(afterwards(view(0, kLongAgo)));
  EXPECT_EQ(decision.outcome, Outcome::counted);
  EXPECT_EQ(decision.record->at, kNoon);
  EXPECT_EQ(decision.record->counts_at(), kLongAgo);
  for (const auto& batch : tally_.pending().take()) {
    for (const auto& delta : batch.deltas) EXPECT_EQ(delta.hour, hour_of(kLongAgo));
  }
  EXPECT_EQ(tally_.pending().oldest_time(), kNoon) << "it does not wait since then";
}

TEST_F(PastTest, GoesByTheTimesThatAreTold) {
  EXPECT_EQ(take(afterwards(view(0, kLongAgo))).outcome, Outcome::counted);
  EXPECT_EQ(take(afterwards(view(0, kLongAgo + 29min))).outcome, Outcome::repeat);
  EXPECT_EQ(take(afterwards(view(0, kLongAgo + 30min))).outcome, Outcome::counted);
}

TEST_F(PastTest, IsNeverLive) {
  take(afterwards(view(7, kLongAgo)));
  take(afterwards(engage(7, 5, kLongAgo + 10s)));
  take(afterwards(engage(8, 5, kLongAgo + 10s)));
  EXPECT_EQ(entry().live, 0U);
  tally_.for_each_live([](const Entry& entry) { ADD_FAILURE() << entry.article.path; });
  tally_.expire_views(kNoon + 1s);
  EXPECT_EQ(entry().live, 0U);
}

TEST_F(PastTest, TakesAPageViewFurther) {
  take(afterwards(view(7, kLongAgo)));
  const auto decision = take(afterwards(engage(7, 100, kLongAgo + 20s)));
  EXPECT_EQ(decision.record->progress.engaged, 22U) << "the time that passed since, and 2 s";
  EXPECT_EQ(decision.record->counts_at(), kLongAgo);
  EXPECT_FALSE(take(afterwards(engage(7, 10, kLongAgo + 12s))).record) << "overtaken";
}

TEST_F(PastTest, CountsNothingTwiceThatIsSentAgain) {
  for (int round = 0; round < 2; ++round) {
    for (std::uint64_t hour = 0; hour < 48; ++hour) {
      const auto at = kLongAgo + std::chrono::hours{hour};
      const auto begun = take(afterwards(view(7 + hour, at)));
      const auto read = take(afterwards(engage(7 + hour, 15, at + 20s)));
      EXPECT_EQ(begun.record.has_value(), round == 0) << hour;
      EXPECT_EQ(read.record.has_value(), round == 0) << hour;
      tally_.expire_views(kNoon + std::chrono::seconds{hour});
    }
  }
}

TEST_F(PastTest, IsAsIfItHadNotComeWhenItCouldNotBeKept) {
  auto ping = afterwards(view(7, kLongAgo));
  const auto decision = tally_.decide(ping, {1, {}});
  tally_.withdraw(decision);
  EXPECT_EQ(take(afterwards(view(7, kLongAgo))).outcome, Outcome::counted);
}

TEST_F(PastTest, IsRememberedFromTheJournal) {
  auto record = testing::view("/a", 1);
  record.past = kLongAgo;
  record.view = 7;
  tally_.remember(record, kNoon);
  EXPECT_EQ(take(view(0, kNoon)).outcome, Outcome::counted) << "of another time";
  EXPECT_EQ(take(afterwards(view(7, kLongAgo))).outcome, Outcome::repeat) << "sent again";
  tally_.for_each_live([](const Entry& entry) { ADD_FAILURE() << entry.article.path; });
}

TEST_F(PastTest, CountsAnewOnceItsArticleWasErased) {
  const auto tell = [&] {
    std::vector<std::uint64_t> counted;
    for (const auto& ping : {view(7, kLongAgo), engage(7, 15, kLongAgo + 20s),
                             engage(9, 100, kLongAgo + 2min),  // its view was never told
                             view(0, kLongAgo + 24h), view(0, kLongAgo + 24h + 1min)}) {
      const auto decision = take(afterwards(ping));
      counted.push_back(decision.record ? 1 + decision.record->progress.engaged : 0);
      if (decision.outcome == Outcome::repeat) counted.push_back(0);
    }
    return counted;
  };
  const auto at_first = tell();
  EXPECT_NE(tell(), at_first);
  erase("/a");
  EXPECT_EQ(tell(), at_first);
  EXPECT_NE(tell(), at_first) << "once";
  erase("/b");
  EXPECT_NE(tell(), at_first) << "of another article";
  erase("/a");
  EXPECT_EQ(tell(), at_first) << "as often as it is erased";
}

TEST_F(PastTest, IsKnownStillWhenTheErasureCouldNotBeKept) {
  take(afterwards(view(7, kLongAgo)));
  tally_.begin_anew(article("/a"));
  auto between = afterwards(view(8, kLongAgo));
  const auto decision = tally_.decide(between, {2, {}});
  tally_.withdraw(decision);
  tally_.withdraw_beginning(article("/a"));
  EXPECT_FALSE(take(afterwards(view(7, kLongAgo))).record);
  EXPECT_EQ(take(afterwards(view(8, kLongAgo)), 2).outcome, Outcome::counted);
}

TEST_F(PastTest, AnErasureLeavesWhatHappensNowAsItIs) {
  take(view(7, kNoon));
  take(afterwards(view(8, kLongAgo)));
  erase("/a");
  EXPECT_FALSE(take(view(7, kNoon)).record) << "sent again";
  EXPECT_EQ(take(view(9, kNoon + 1min)).outcome, Outcome::repeat);
}

TEST_F(PastTest, AnErasureHasItsPlaceAmongWhatIsRemembered) {
  auto before = testing::view("/a", 1);
  before.past = kLongAgo;
  before.view = 7;
  auto after = before;
  after.reader = 2;
  after.view = 8;
  auto progress = testing::engage("/a", 0, 15, kLongAgo);
  progress.past = kLongAgo + 20s;
  progress.view = 8;
  Record erasure;
  erasure.kind = RecordKind::erase;
  erasure.article = article("/a");
  for (const auto& record : {before, erasure, after, progress}) tally_.remember(record, kNoon);
  EXPECT_EQ(take(afterwards(view(7, kLongAgo)), 1).outcome, Outcome::counted);
  EXPECT_FALSE(take(afterwards(view(8, kLongAgo)), 2).record);
  EXPECT_FALSE(take(afterwards(engage(8, 15, kLongAgo + 20s)), 2).record);
  EXPECT_EQ(take(afterwards(view(9, kLongAgo)), 2).outcome, Outcome::repeat);
}

TEST_F(PastTest, AllIsForgottenWhereMoreWasErasedThanCanBeToldApart) {
  take(afterwards(view(7, kLongAgo)));
  for (std::size_t i = 0; i < Memory::kMostErased; ++i) {
    tally_.begin_anew(article("/b/" + std::to_string(i)));
  }
  erase("/b/0");
  EXPECT_FALSE(take(afterwards(view(7, kLongAgo))).record);
  erase("/c");
  EXPECT_EQ(tally_.overflow().silent_views, 1U);
  EXPECT_EQ(take(afterwards(view(7, kLongAgo))).outcome, Outcome::counted);
}

TEST_F(PastTest, IsForgottenAnHourAfterTheLastOfItsPings) {
  take(afterwards(view(0, kLongAgo)));
  tally_.expire_views(kNoon + 59min);
  EXPECT_EQ(take(afterwards(view(0, kLongAgo))).outcome, Outcome::repeat);
  tally_.expire_views(kNoon + 1h);
  EXPECT_EQ(take(afterwards(view(0, kLongAgo))).outcome, Outcome::counted);
}

/// What the pings of now come to: outcome and engaged seconds of each, and who is live afterwards.
std::vector<std::uint64_t> story_of_now(bool with_past) {
  Tally tally{Tally::Options{}};
  RecordNumber last = 0;
  std::vector<std::uint64_t> told;
  const auto take = [&](ping::Ping ping, ping::ReaderKey reader) {
    auto decision = tally.decide(ping, {reader, {}});
    if (decision.record) tally.commit(*decision.record, ++last);
    return decision;
  };
  for (std::uint64_t minute = 0; minute < 180; ++minute) {
    const auto now = kNoon + std::chrono::minutes{minute};
    for (std::uint64_t reader = 0; reader < 10; ++reader) {
      ping::Ping view;
      view.article = article(reader % 2 == 0 ? "/a" : "/b");
      view.at = now;
      view.view = 1 + minute * 10 + reader;
      auto engage = view;
      engage.kind = Kind::engage;
      engage.at = now + 30s;
      engage.engagement.engaged = 60;
      for (auto* ping : {&view, &engage}) {
        if (with_past) {  // the same readers and page views, hours and days ago, and just now
          for (const auto ago : {0s, 10s, 3600s, 864000s}) {
            auto past = *ping;
            past.past = ping->at - ago;
            take(past, reader);
          }
        }
        const auto decision = take(*ping, reader);
        told.push_back(static_cast<std::uint64_t>(decision.outcome));
        if (decision.record) told.push_back(decision.record->progress.engaged);
      }
    }
    tally.expire_views(now + 31s);
    told.push_back(tally.articles().touch(site()).live);
  }
  return told;
}

TEST(Past, LeavesWhatHappensNowAsItIs) {
  const auto alone = story_of_now(false);
  EXPECT_EQ(story_of_now(true), alone);
}

}  // namespace
}  // namespace readcount::tally
