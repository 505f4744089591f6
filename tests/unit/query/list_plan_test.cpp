#include "query/plan.hpp"
#include "times.hpp"

#include <gmock/gmock.h>

namespace readcount::query {
namespace {

using std::chrono::days;
using testing::ElementsAre;
using testing::HasSubstr;

Checked<TopPlan> top_plan(const std::string& query, const Lifetimes& lifetimes = {}) {
  const auto question = ask(query);
  if (!question) return question.error();
  return plan_top(*question, lifetimes);
}

TEST(TopPlan, AddsUpMonthsDaysAndHours) {
  const auto planned = top_plan("period=30d&tz=Europe/Berlin");
  ASSERT_TRUE(planned);
  EXPECT_EQ(planned->from, at("2026-10-25T23:00:00"));
  EXPECT_EQ(planned->to, at("2026-11-24T15:00:00"));
  ASSERT_EQ(planned->lists.size(), 8U);  // an hour, October 26 to 31, November
  EXPECT_EQ(planned->lists.front().grain, Grain::hour);
  EXPECT_EQ(planned->lists.back().grain, Grain::month);
  EXPECT_FALSE(planned->by_pieces);
}

TEST(TopPlan, LooksAtMinutesOfTheLastHoursOnly) {
  const auto planned = top_plan("period=30m");
  ASSERT_TRUE(planned);
  EXPECT_TRUE(planned->by_pieces);
  EXPECT_EQ(planned->pieces.size(), 30U);
  EXPECT_EQ(planned->lists.size(), 1U);
  EXPECT_EQ(top_plan("period=45m")->lists.size(), 2U);
  EXPECT_EQ(top_plan("period=1000m")->pieces.front().grain, Grain::hour);
  EXPECT_EQ(code_of(top_plan("period=30m&metric=readers")), Code::not_kept);
}

/// The pieces of a plan, "15:m" for minutes of the hour 15 and "15:h" for it all.
std::vector<std::string> pieces_by_minute(const std::string& query) {
  std::vector<std::string> texts;
  const auto planned = top_plan(query);
  if (!planned) return texts;
  auto next = planned->from;
  for (const auto& piece : planned->pieces) {
    EXPECT_EQ(piece.begin, next) << "neither a gap nor anything twice";
    next = std::min(end_of(piece.grain, piece.begin), planned->to);
    const auto hour = std::chrono::floor<std::chrono::hours>(piece.begin.time_since_epoch());
    auto text = std::to_string(hour.count() % 24);
    text += piece.grain == Grain::hour ? ":h" : ":m";
    if (texts.empty() || texts.back() != text) texts.push_back(std::move(text));
  }
  EXPECT_EQ(next, planned->to);
  return texts;
}

TEST(TopPlan, TakesWholeHoursWhereItCountsByMinute) {
  // The hour of now is whole as well, for after now there is nothing.
  EXPECT_THAT(pieces_by_minute("period=360m"),
              ElementsAre("8:m", "9:h", "10:h", "11:h", "12:h", "13:h", "14:h"));
  EXPECT_THAT(pieces_by_minute("period=31m"), ElementsAre("14:h"));
  EXPECT_THAT(pieces_by_minute("period=5m"), ElementsAre("14:m"));
  EXPECT_EQ(top_plan("period=360m")->pieces.size(), 29U + 6U);
}

TEST(TopPlan, AsksArticlesForReadersAndForAllThereIs) {
  EXPECT_TRUE(top_plan("period=7d&metric=readers")->by_pieces);
  const auto all = top_plan("period=all");
  ASSERT_TRUE(all);
  EXPECT_TRUE(all->by_pieces);
  ASSERT_EQ(all->pieces.size(), 1U);
  EXPECT_EQ(all->pieces.front().grain, Grain::total);
  EXPECT_EQ(all->lists.size(), 11U);
}

/// Whatever is asked, only lists are read that are still kept.
void expect_only_what_is_kept(const Lifetimes& lifetimes) {
  const auto kept_hours = first_kept(lifetimes.hour_lists, kNow);
  const auto kept_days = first_kept(lifetimes.day_lists, kNow);
  for (int begin = 0; begin < 320; ++begin) {
    for (int length = 1; begin - length >= 0; length += 13) {
      const auto from = kNow - days(begin);
      const auto to = from + days(length);
      const auto text = [](Second time) { return Zone().text_of(time); };
      const auto planned = top_plan("from=" + text(from) + "&to=" + text(to), lifetimes);
      ASSERT_TRUE(planned) << detail_of(planned);
      ASSERT_LE(planned->from, from);
      ASSERT_GE(planned->to, to);
      auto next = planned->from;
      for (const auto& list : planned->lists) {
        ASSERT_EQ(list.begin, next);
        next = end_of(list.grain, list.begin);
        ASSERT_TRUE(list.grain != Grain::hour || list.begin >= kept_hours);
        ASSERT_TRUE(list.grain != Grain::day || list.begin >= kept_days);
      }
      ASSERT_GE(next, to);
    }
  }
}

TEST(TopPlan, RoundsToWhatIsKept) {
  expect_only_what_is_kept({});
  Lifetimes other;
  other.hour_lists = days(4);
  other.day_lists = days(9);
  expect_only_what_is_kept(other);
  expect_only_what_is_kept(kLeastLifetimes);
  expect_only_what_is_kept(kMostLifetimes);
}

TEST(DayPlan, TakesWholeDays) {
  const auto question = ask("from=2026-11-01T13:00:00Z&to=2026-11-03T01:00:00Z");
  const auto planned = plan_days(*question, days(90));
  ASSERT_TRUE(planned);
  EXPECT_EQ(planned->days.size(), 3U);
  EXPECT_EQ(planned->from, at("2026-11-01T00:00:00"));
  EXPECT_EQ(planned->to, at("2026-11-04T00:00:00"));
}

TEST(TopPlan, AddsUpReadersOfHoursOnlyWhileTheArticlesHaveThem) {
  Lifetimes lifetimes;
  lifetimes.hours = days(3);
  const auto begin_of = [&](const std::string& query) {
    return top_plan(query + "&period=7d&tz=Europe/Istanbul", lifetimes)->pieces.front();
  };
  EXPECT_EQ(begin_of("metric=views").grain, Grain::hour) << "which its list has";
  EXPECT_EQ(begin_of("metric=readers").grain, Grain::day);
  lifetimes.hours = days(90);
  EXPECT_EQ(begin_of("metric=readers").grain, Grain::hour);
}

TEST(DayPlan, RefusesWhatIsGoneUnlessAllIsAsked) {
  EXPECT_TRUE(plan_days(*ask("period=90d"), days(90)));
  const auto gone = plan_days(*ask("period=91d"), days(90));
  EXPECT_EQ(code_of(gone), Code::not_kept);
  EXPECT_THAT(detail_of(gone), HasSubstr("from=2026-08-27"));
  EXPECT_EQ(plan_days(*ask("period=all"), days(90))->days.size(), 90U);
}

}  // namespace
}  // namespace readcount::query
