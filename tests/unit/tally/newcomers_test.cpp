// New articles: how many a site may have in an hour, and what becomes of more.

#include "fixtures.hpp"
#include "tally/tally.hpp"

#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

namespace readcount::tally {
namespace {

using namespace std::chrono_literals;
using testing::article;
using testing::kNoon;
using testing::site;

constexpr auto kOtherPath = "(other)";

bool is_doubtful(Tally& tally, const ping::Ping& ping, std::chrono::steady_clock::time_point now) {
  return !tally.doubtful(ping, now).empty();
}

class NewcomersTest : public ::testing::Test {
 protected:
  static Tally::Options of_two_an_hour() {
    Tally::Options options;
    options.budget.most = 2;
    options.budget.own = {{"big.example", 3}};
    return options;
  }

  static ping::Ping view(const std::string& path, std::uint64_t id = 0, Time at = kNoon) {
    ping::Ping ping;
    ping.article = article(path);
    ping.at = at;
    ping.view = id;
    return ping;
  }

  static ping::Ping engage(const std::string& path, std::uint64_t id, std::uint32_t engaged,
                           Time at) {
    auto ping = view(path, id, at);
    ping.kind = ping::Kind::engage;
    ping.engagement.engaged = engaged;
    return ping;
  }

  /// Decides and keeps it. Each reader is another one unless said.
  Decision take(ping::Ping ping, ping::ReaderKey reader = 0) {
    auto decision = tally_.decide(ping, {reader == 0 ? ++readers_ : reader, {}});
    if (decision.record) {
      tally_.commit(*decision.record, ++last_);
      records_.push_back(*decision.record);
    }
    return decision;
  }

  std::string path_of(const Decision& decision) { return decision.record->article.path; }

  Tally tally_{of_two_an_hour()};
  std::vector<Record> records_;
  ping::ReaderKey readers_ = 1000;
  RecordNumber last_ = 0;
};

TEST_F(NewcomersTest, CountUnderOtherBeyondTheBudgetAndForTheirSite) {
  take(view("/a"));
  take(view("/b"));
  const auto decision = take(view("/c"));
  EXPECT_EQ(decision.outcome, ping::Outcome::counted);
  EXPECT_EQ(path_of(decision), kOtherPath);
  EXPECT_EQ(decision.told, article("/c"));
  EXPECT_EQ(tally_.articles().touch(article("/c")).unapplied, Totals{});
  EXPECT_EQ(tally_.articles().touch(article(kOtherPath)).unapplied.views, 1U);
  EXPECT_EQ(tally_.articles().touch(site()).unapplied.views, 3U);
}

TEST_F(NewcomersTest, AnArticleOnceAdmittedNeedsNoMoreOfTheBudget) {
  take(view("/a"));
  take(view("/b"));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(path_of(take(view("/a"))), "/a");
}

TEST_F(NewcomersTest, GoByAnotherBudgetOnceItIsChangedAndWhatWasSpentIsSpent) {
  for (const auto* path : {"/a", "/b"}) take(view(path));
  tally_.change_budgets({3, {}}, {});
  EXPECT_EQ(path_of(take(view("/c"))), "/c");
  EXPECT_EQ(path_of(take(view("/d"))), kOtherPath);
  tally_.change_budgets({1, {}}, {});
  EXPECT_EQ(path_of(take(view("/c"))), "/c") << "it was admitted";
  EXPECT_EQ(path_of(take(view("/e", 0, kNoon + 60min))), "/e");
  EXPECT_EQ(path_of(take(view("/f", 0, kNoon + 60min))), kOtherPath);
}

TEST_F(NewcomersTest, AreFewAgainInTheNextHour) {
  for (const auto* path : {"/a", "/b", "/c"}) take(view(path));
  EXPECT_EQ(path_of(take(view("/c", 0, kNoon + 59min))), kOtherPath);
  EXPECT_EQ(path_of(take(view("/c", 0, kNoon + 60min))), "/c");
  // One that was overtaken at the turn of the hour does not begin the old one again.
  EXPECT_EQ(path_of(take(view("/d", 0, kNoon + 60min - 1ms))), "/d");
  EXPECT_EQ(path_of(take(view("/e", 0, kNoon + 60min))), kOtherPath);
}

TEST_F(NewcomersTest, OfEachSiteHaveABudgetOfTheirOwn) {
  for (const auto* path : {"/a", "/b", "/c"}) take(view(path));
  auto elsewhere = view("/a");
  elsewhere.article.site = "other.example";
  EXPECT_EQ(path_of(take(elsewhere)), "/a");
  std::vector<std::string> paths;
  for (const auto* path : {"/a", "/b", "/c", "/d"}) {
    auto ping = view(path);
    ping.article.site = "big.example";
    paths.push_back(path_of(take(ping)));
  }
  EXPECT_EQ(paths, (std::vector<std::string>{"/a", "/b", "/c", kOtherPath}));
}

TEST_F(NewcomersTest, AnArticleThatTheStoreHoldsIsNone) {
  take(view("/a"));
  take(view("/b"));
  EXPECT_TRUE(is_doubtful(tally_, view("/old"), {}));
  tally_.articles().touch(article("/old")).know({7, 7, 7}, {});
  EXPECT_FALSE(is_doubtful(tally_, view("/old"), {}));
  EXPECT_EQ(path_of(take(view("/old"))), "/old");
}

TEST_F(NewcomersTest, AnArticleWithASingleEventOrStartValueIsNoneEither) {
  auto event = view("/event");
  event.kind = ping::Kind::event;
  event.event = "share";
  take(event);
  tally_.articles().touch(article("/start")).know({0, 5}, {});
  take(view("/a"));
  EXPECT_EQ(path_of(take(view("/event"))), "/event");
  EXPECT_EQ(path_of(take(view("/start"))), "/start");
  EXPECT_EQ(path_of(take(view("/b"))), kOtherPath);
}

TEST_F(NewcomersTest, TheStoreIsAskedAgainForWhatItHadNothingOf) {
  const std::chrono::steady_clock::time_point then{1h};
  tally_.articles().touch(article("/a")).know({}, then);
  EXPECT_FALSE(is_doubtful(tally_, view("/a"), then + 900ms));
  EXPECT_TRUE(is_doubtful(tally_, view("/a"), then + 1s));  // another daemon may have counted it
  take(view("/a"));
  EXPECT_FALSE(is_doubtful(tally_, view("/a"), then + 1h));
}

TEST_F(NewcomersTest, WhatIsToldAfterwardsNeedsNoBudget) {
  for (int i = 0; i < 10; ++i) {
    auto past = view("/past/" + std::to_string(i));
    past.past = kNoon - 240h;
    EXPECT_FALSE(is_doubtful(tally_, past, {}));
    EXPECT_NE(path_of(take(past)), kOtherPath);
  }
  EXPECT_EQ(path_of(take(view("/a"))), "/a");
  EXPECT_EQ(path_of(take(view("/past/1"))), "/past/1");
}

TEST_F(NewcomersTest, BeyondTheBudgetRepeatsAreEachArticlesOwn) {
  take(view("/a"));
  take(view("/b"));
  EXPECT_EQ(take(view("/c"), 7).outcome, ping::Outcome::counted);
  EXPECT_EQ(take(view("/d"), 7).outcome, ping::Outcome::counted);
  EXPECT_EQ(take(view("/c"), 7).outcome, ping::Outcome::repeat);
  EXPECT_EQ(tally_.articles().touch(article(kOtherPath)).unapplied.loads, 3U);
}

TEST_F(NewcomersTest, APageViewStaysWhereItBegan) {
  take(view("/a"));
  take(view("/b"));
  const auto began = kNoon + 59min;
  take(view("/c", 5, began), 7);
  EXPECT_EQ(tally_.articles().touch(article(kOtherPath)).live, 1U);
  // In the next hour there is room for /c, and the view goes on under (other) all the same.
  const auto later = began + 2min;
  take(view("/c", 6, later), 8);
  const auto decision = take(engage("/c", 5, 20, later), 7);
  EXPECT_EQ(path_of(decision), kOtherPath);
  EXPECT_TRUE(decision.record->progress.read);
  EXPECT_EQ(path_of(take(engage("/c", 6, 20, later + 20s), 8)), "/c");
  tally_.expire_views(later + 20s);
  tally_.expire_views(later + 40s);
  tally_.expire_views(later + 60s);
  tally_.expire_views(later + 80s);
  EXPECT_EQ(tally_.articles().touch(article(kOtherPath)).live, 0U);
}

TEST_F(NewcomersTest, OtherIsKnownByNoTitleOrSection) {
  take(view("/a"));
  take(view("/b"));
  auto said = view("/c");
  said.about = {"A title", "Politics", "Jane Doe", ""};
  const auto decision = take(said);
  EXPECT_FALSE(decision.record->about);
  EXPECT_EQ(decision.record->section, "Politics");
  EXPECT_EQ(take(view("/d")).record->section, "");
}

TEST_F(NewcomersTest, OneThatCouldNotBeKeptGivesItsRoomBack) {
  take(view("/a"));
  auto lost = view("/b");
  tally_.withdraw(tally_.decide(lost, {1, {}}));
  EXPECT_EQ(path_of(take(view("/c"))), "/c");
  EXPECT_EQ(path_of(take(view("/b"))), kOtherPath);
}

TEST_F(NewcomersTest, AreRememberedOverARestart) {
  for (const auto* path : {"/a", "/b"}) take(view(path));
  Tally next{of_two_an_hour()};
  for (const auto& record : records_) next.remember(record, kNoon + 1min);
  auto known = view("/a", 0, kNoon + 1min);
  EXPECT_FALSE(is_doubtful(next, known, {}));
  EXPECT_EQ(next.decide(known, {1, {}}).record->article.path, "/a");
  auto more = view("/c", 0, kNoon + 1min);
  EXPECT_EQ(next.decide(more, {1, {}}).record->article.path, kOtherPath);

  Tally later{of_two_an_hour()};
  for (const auto& record : records_) later.remember(record, kNoon + 1h);
  auto new_hour = view("/c", 0, kNoon + 1h);
  EXPECT_EQ(later.decide(new_hour, {1, {}}).record->article.path, "/c");
}

TEST_F(NewcomersTest, BeyondTheBudgetAreKnownByWhatTheyToldOverARestart) {
  for (const auto* path : {"/a", "/b"}) take(view(path));
  take(view("/c", 5), 7);
  take(engage("/c", 5, 10, kNoon + 20s), 7);
  take(engage("/d", 6, 5, kNoon + 20s), 8);  // of which another daemon took the view
  Tally next{of_two_an_hour()};
  for (const auto& record : records_) {
    std::string payload;
    encode(record, payload);
    next.remember(*decode(payload), kNoon + 30s);
  }
  const auto decide = [&](ping::Ping ping, ping::ReaderKey reader) {
    return next.decide(ping, {reader, {}});
  };
  EXPECT_FALSE(decide(view("/c", 5, kNoon + 30s), 7).record) << "the same ping again";
  EXPECT_EQ(decide(view("/c", 9, kNoon + 30s), 7).outcome, ping::Outcome::repeat);
  EXPECT_EQ(decide(view("/d", 9, kNoon + 30s), 7).outcome, ping::Outcome::counted) << "another";
  for (const auto& [path, id, reader, before] :
       {std::tuple{"/c", 5U, 7U, 10U}, std::tuple{"/d", 6U, 8U, 5U}}) {
    const auto further = decide(engage(path, id, 15, kNoon + 30s), reader);
    ASSERT_TRUE(further.record) << path;
    EXPECT_EQ(path_of(further), kOtherPath);
    EXPECT_EQ(further.record->progress.engaged_before, before) << path;
    EXPECT_EQ(further.record->progress.engaged, 15U) << path;
  }
  // With room in the next hour: what began under (other) goes on there, and is a repeat still.
  const auto later = kNoon + 60min;
  EXPECT_EQ(path_of(decide(view("/e", 0, later), 7)), "/e");
  EXPECT_EQ(path_of(decide(engage("/c", 5, 40, later), 7)), kOtherPath);
}

}  // namespace
}  // namespace readcount::tally
