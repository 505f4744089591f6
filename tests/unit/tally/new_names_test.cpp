// New sections and authors: how many a site may have in a day, and what becomes of more.

#include "fixtures.hpp"
#include "tally/tally.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace readcount::tally {
namespace {

using namespace std::chrono_literals;
using testing::article;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::kNoon;

constexpr auto kSection = static_cast<std::size_t>(NameKind::section);
constexpr auto kAuthor = static_cast<std::size_t>(NameKind::author);

class NewNamesTest : public ::testing::Test {
 protected:
  static Tally::Options of_two_a_day() {
    Tally::Options options;
    options.name_budget.most = 2;
    return options;
  }

  static ping::Ping view(const std::string& section, const std::string& author, Time at = kNoon) {
    ping::Ping ping;
    ping.article = article("/a");
    ping.at = at;
    ping.about.section = section;
    ping.about.author = author;
    return ping;
  }

  /// Decides and keeps it, by another reader each time. The store, asked, knew nothing of it.
  Record take(ping::Ping ping) {
    for (const auto& subject : tally_.doubtful(ping, {}))
      tally_.articles().touch(subject).know({}, {});
    return take_unasked(std::move(ping));
  }
  /// The same while the store cannot be asked.
  Record take_unasked(ping::Ping ping) {
    const auto decision = tally_.decide(ping, {++readers_, {}});
    tally_.commit(*decision.record, ++last_);
    return *decision.record;
  }
  std::string section_of_view(const std::string& section, Time at = kNoon) {
    return take(view(section, "", at)).section;
  }

  Tally tally_{of_two_a_day()};
  ping::ReaderKey readers_ = 1000;
  RecordNumber last_ = 0;
};

TEST_F(NewNamesTest, CountAsOtherBeyondTheBudget) {
  const auto first = take(view("Politics", "Jane Doe"));
  EXPECT_EQ(first.section, "Politics");
  EXPECT_EQ(first.author, "Jane Doe");
  const auto next = take(view("Sport", "John Roe"));
  EXPECT_EQ(next.section, kOther);
  EXPECT_EQ(next.author, kOther);
  EXPECT_TRUE(next.counted) << "for its article and its site all the same";
  EXPECT_EQ(section_of_view("Politics"), "Politics");
  EXPECT_EQ(tally_.overflow().new_names[kSection], 1U);
  EXPECT_EQ(tally_.overflow().new_names[kAuthor], 1U);
  EXPECT_EQ(tally_.new_names()[kSection], 1U);
  EXPECT_EQ(tally_.new_names()[kAuthor], 1U);
}

TEST_F(NewNamesTest, HaveRoomAgainOnTheNextDayAndOldOnesNeedNone) {
  for (const auto* section : {"Politics", "Sport", "Culture"}) section_of_view(section);
  EXPECT_EQ(section_of_view("Culture", kNoon + 11h), kOther);
  EXPECT_EQ(section_of_view("Politics", kNoon + 12h), "Politics");
  EXPECT_EQ(section_of_view("Culture", kNoon + 12h), "Culture");
  EXPECT_EQ(section_of_view("Sport", kNoon + 12h), "Sport");
  EXPECT_EQ(section_of_view("Travel", kNoon + 12h), "Travel") << "the second new one of this day";
  EXPECT_EQ(section_of_view("Science", kNoon + 12h), kOther);
}

TEST_F(NewNamesTest, GoByAnotherBudgetOnceItIsChangedAndWhatWasSpentIsSpent) {
  for (const auto* section : {"Politics", "Sport"}) section_of_view(section);
  auto budget = of_two_a_day().name_budget;
  budget.most = 3;
  tally_.change_budgets({}, budget);
  EXPECT_EQ(section_of_view("Culture"), "Culture");
  EXPECT_EQ(section_of_view("Travel"), kOther);
}

TEST_F(NewNamesTest, AreSuchAsTheStoreDoesNotHold) {
  section_of_view("Politics");
  section_of_view("Sport");
  const auto old = view("Culture", "Jane Doe");
  EXPECT_THAT(tally_.doubtful(old, {}), ElementsAre(section_of("news.example", "Culture"),
                                                    author_of("news.example", "Jane Doe")));
  tally_.articles().touch(section_of("news.example", "Culture")).know({7, 7, 7}, {});
  tally_.articles().touch(author_of("news.example", "Jane Doe")).know({}, {});
  EXPECT_THAT(tally_.doubtful(old, {}), IsEmpty());
  const auto record = take(old);
  EXPECT_EQ(record.section, "Culture");
  EXPECT_EQ(record.author, kOther);
  EXPECT_EQ(tally_.new_names()[kSection], 2U);
}

TEST_F(NewNamesTest, AreNoneWhileItIsNotKnownAndSpendNothing) {
  for (const auto* section : {"Politics", "Sport", "Culture"}) {
    EXPECT_EQ(take_unasked(view(section, "Jane Doe")).section, section);
  }
  EXPECT_EQ(tally_.new_names()[kSection], 0U);
  // The store is back, and is not asked for these again.
  EXPECT_THAT(tally_.doubtful(view("Culture", "", kNoon + 24h), {}), IsEmpty());
  EXPECT_EQ(section_of_view("Culture", kNoon + 24h), "Culture");
  for (const auto* section : {"Travel", "Science"}) EXPECT_EQ(section_of_view(section), section);
  EXPECT_EQ(section_of_view("Opinion"), kOther);
}

TEST_F(NewNamesTest, ThatAreNotKnownAreAsManyAsADayMayHave) {
  for (int i = 0; i < 203; ++i) take_unasked(view("Section " + std::to_string(i), ""));
  EXPECT_EQ(tally_.overflow().names[kSection], 3U);
}

TEST_F(NewNamesTest, AreNoneThatAnEarlierRunCounted) {
  const auto record = take(view("Politics", "Jane Doe"));
  Tally next{of_two_a_day()};
  next.remember(record, kNoon + 1min);
  auto known = view("Politics", "Jane Doe", kNoon + 1min);
  EXPECT_THAT(next.doubtful(known, {}), IsEmpty());
  EXPECT_EQ(next.decide(known, {1, {}}).record->section, "Politics");
  EXPECT_EQ(next.new_names()[kSection], 0U);
}

TEST_F(NewNamesTest, AreAskedForOnceADayAtMost) {
  tally_.articles().touch(article("/a")).know({7, 7, 7}, {});
  EXPECT_THAT(tally_.doubtful(view("Politics", ""), {}),
              ElementsAre(section_of("news.example", "Politics")));
  section_of_view("Politics");
  EXPECT_THAT(tally_.doubtful(view("Politics", ""), {}), IsEmpty());
  EXPECT_THAT(tally_.doubtful(view("Politics", "", kNoon + 24h), {}), IsEmpty());
}

TEST_F(NewNamesTest, NeedNoBudgetWhenTheyAreToldAfterwards) {
  for (const auto* section : {"a", "b", "c", "d"}) {
    auto past = view(section, "");
    past.past = kNoon - 100h;
    EXPECT_THAT(tally_.doubtful(past, {}), IsEmpty());
    EXPECT_EQ(take(past).section, section);
  }
}

TEST_F(NewNamesTest, SpendNothingBeyondTheBoundOfADay) {
  Tally::Options options;
  options.name_budget.most = 300;
  Tally tally(options);
  for (int i = 0; i < 400; ++i) {
    auto ping = view("Section " + std::to_string(i), "");
    for (const auto& subject : tally.doubtful(ping, {}))
      tally.articles().touch(subject).know({}, {});
    tally.decide(ping, {++readers_, {}});
  }
  EXPECT_EQ(tally.new_names()[kSection], 200U);
  EXPECT_EQ(tally.overflow().names[kSection], 200U);
  EXPECT_EQ(tally.overflow().new_names[kSection], 0U);
}

TEST_F(NewNamesTest, WhatWasMetByPingsOfThePastStaysCounted) {
  for (int i = 0; i < 60; ++i) {
    auto event = view("", "");
    event.kind = ping::Kind::event;
    event.event = "event " + std::to_string(i);
    event.past = kNoon - 100h;
    take(event);
  }
  const auto index = static_cast<std::size_t>(NameKind::event);
  EXPECT_EQ(tally_.overflow().names[index], 10U);
  tally_.expire_views(kNoon + 2h);
  EXPECT_EQ(tally_.overflow().names[index], 10U);
}

}  // namespace
}  // namespace readcount::tally
