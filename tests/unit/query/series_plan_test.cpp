#include "query/plan.hpp"
#include "times.hpp"

#include <gmock/gmock.h>

namespace readcount::query {
namespace {

using testing::HasSubstr;

Checked<SeriesPlan> series_plan(const std::string& query, const Lifetimes& lifetimes = {}) {
  const auto question = ask(query);
  if (!question) return question.error();
  return plan_series(*question, lifetimes);
}

std::vector<std::string> rows(const std::string& query, const std::string& zone_name = "UTC") {
  const auto planned = series_plan(query);
  if (!planned) return {detail_of(planned)};
  std::vector<std::string> times;
  for (const auto& bucket : planned->buckets)
    times.push_back(zone(zone_name).text_of(bucket.begin));
  return times;
}

TEST(SeriesPlan, HasAsManyRowsAsThePeriodSays) {
  EXPECT_EQ(rows("period=30m").size(), 30U);
  EXPECT_EQ(rows("period=24h").size(), 24U);
  EXPECT_EQ(rows("period=7d").size(), 7U);
  EXPECT_EQ(rows("period=90d&tz=Europe/Berlin").size(), 90U);
  EXPECT_EQ(rows("period=48h&step=minute").size(), 47U * 60 + 31);
  EXPECT_EQ(rows("period=all").size(), 11U);
}

TEST(SeriesPlan, BeginsDaysAtLocalMidnightOverTheChangeOfClocks) {
  EXPECT_EQ(rows("from=2026-10-24&to=2026-10-26&step=day&tz=Europe/Berlin", "Europe/Berlin"),
            (std::vector<std::string>{"2026-10-24T00:00:00+02:00", "2026-10-25T00:00:00+02:00",
                                      "2026-10-26T00:00:00+01:00"}));
}

TEST(SeriesPlan, GivesADayOf25HoursSo) {
  const auto planned = series_plan("from=2026-10-25&to=2026-10-25&step=day&tz=Europe/Berlin");
  ASSERT_TRUE(planned);
  EXPECT_EQ(planned->buckets.front().pieces.size(), 25U);
  const auto hourly =
      rows("from=2026-10-25&to=2026-10-25&step=hour&tz=Europe/Berlin", "Europe/Berlin");
  ASSERT_EQ(hourly.size(), 25U);
  EXPECT_EQ(hourly[2], "2026-10-25T02:00:00+02:00");
  EXPECT_EQ(hourly[3], "2026-10-25T02:00:00+01:00");
}

TEST(SeriesPlan, GivesADayOf23HoursSo) {
  const auto planned = series_plan("from=2026-03-29&to=2026-03-29&step=day&tz=Europe/Berlin");
  ASSERT_TRUE(planned);
  EXPECT_EQ(planned->buckets.front().pieces.size(), 23U);
  EXPECT_EQ(rows("from=2026-03-29&to=2026-03-29&step=hour&tz=Europe/Berlin").size(), 23U);
}

TEST(SeriesPlan, RoundsOutwardToWholeRows) {
  const auto planned = series_plan("from=2026-09-15T13:20:00Z&to=2026-10-02T00:00:01Z&step=month");
  ASSERT_TRUE(planned);
  EXPECT_EQ(planned->from, at("2026-09-01T00:00:00"));
  EXPECT_EQ(planned->to, at("2026-11-01T00:00:00"));
  EXPECT_EQ(planned->buckets.size(), 2U);
}

TEST(SeriesPlan, AddsLocalMonthsUpFromFewPieces) {
  const auto planned = series_plan("from=2026-09-01&to=2026-09-30&step=month&tz=Europe/Berlin");
  ASSERT_TRUE(planned);
  // August 31, 22 and 23 h; September 1 to 29; September 30, 0 to 21 h.
  EXPECT_EQ(planned->buckets.front().pieces.size(), 2U + 29 + 22);
}

/// Every hour of a year is in one row, whatever the zone does with its clocks.
TEST(SeriesPlan, CountsEveryHourOnceInEveryZone) {
  for (const auto* name : {"UTC", "Europe/Berlin", "America/Havana", "Africa/Cairo", "Asia/Kolkata",
                           "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham"}) {
    const auto planned =
        series_plan(std::string("from=2026-01-05&to=2026-11-20&step=day&tz=") + name);
    ASSERT_TRUE(planned) << detail_of(planned);
    auto next = std::chrono::ceil<std::chrono::hours>(planned->from);
    for (const auto& bucket : planned->buckets) {
      for (const auto& piece : bucket.pieces) {
        ASSERT_EQ(piece.begin, next) << name;
        next = std::chrono::floor<std::chrono::hours>(end_of(piece.grain, piece.begin));
      }
    }
    EXPECT_EQ(next, std::chrono::ceil<std::chrono::hours>(planned->to)) << name;
    EXPECT_EQ(planned->buckets.size(), 320U) << name;
  }
}

TEST(SeriesPlan, RefusesMinutesThatAreGone) {
  const auto old = series_plan("period=3d&step=minute");
  EXPECT_EQ(code_of(old), Code::not_kept);
  EXPECT_THAT(detail_of(old), HasSubstr("step=hour"));
  EXPECT_TRUE(series_plan("from=2026-11-22T14:00:00Z&step=minute"));
  EXPECT_EQ(code_of(series_plan("from=2026-11-22T13:59:00Z&step=minute")), Code::not_kept);
  EXPECT_EQ(code_of(series_plan("period=30m&metric=readers")), Code::not_kept);
}

TEST(SeriesPlan, RefusesHoursOfArticlesThatAreGoneButNotOfTheSite) {
  const std::string article = "url=https://news.example/a&";
  EXPECT_TRUE(series_plan(article + "period=90d&step=hour"));
  EXPECT_TRUE(series_plan(article + "period=90d&tz=Europe/Berlin"));
  const auto hourly = series_plan(article + "period=92d&step=hour");
  EXPECT_EQ(code_of(hourly), Code::not_kept);
  EXPECT_THAT(detail_of(hourly), HasSubstr("step=day with tz=UTC"));
  const auto daily = series_plan(article + "period=93d&tz=Europe/Berlin");
  EXPECT_EQ(code_of(daily), Code::not_kept);
  EXPECT_THAT(detail_of(daily), HasSubstr("step=day with tz=UTC"));
  EXPECT_TRUE(series_plan(article + "period=93d"));
  EXPECT_TRUE(series_plan("period=200d&step=hour"));
  EXPECT_TRUE(series_plan("section=politics&period=200d&tz=Europe/Berlin"));
}

TEST(SeriesPlan, GoesByTheLifetimesInForceAndSaysWhatWouldDo) {
  Lifetimes lifetimes;
  lifetimes.minutes = std::chrono::hours(6);
  lifetimes.hours = std::chrono::days(3);
  EXPECT_TRUE(series_plan("period=6h&step=minute", lifetimes));
  const auto by_minute = series_plan("period=8h&step=minute", lifetimes);
  EXPECT_EQ(code_of(by_minute), Code::not_kept);
  EXPECT_THAT(detail_of(by_minute), HasSubstr("minutes are kept for 6 hours: use step=hour,"));

  const std::string article = "url=https://news.example/a&";
  EXPECT_TRUE(series_plan(article + "period=4d&step=hour", lifetimes));
  const auto by_hour = series_plan(article + "period=5d&step=hour", lifetimes);
  EXPECT_THAT(detail_of(by_hour), HasSubstr("kept for 3 days: use step=day with tz=UTC"));
  // An article's hours would be refused as well.
  EXPECT_THAT(detail_of(series_plan(article + "period=5d&step=minute", lifetimes)),
              HasSubstr("use step=day with tz=UTC"));
  EXPECT_THAT(detail_of(series_plan("period=5d&step=minute", lifetimes)), HasSubstr("step=hour"));

  lifetimes.minutes = std::chrono::hours(168);
  EXPECT_TRUE(series_plan("period=3d&step=minute", lifetimes));
}

TEST(SeriesPlan, RefusesTooManyRowsAndSaysWhichStepWouldDo) {
  EXPECT_EQ(rows("from=2026-04-30T10:00:00Z&to=2026-11-24T18:00:00Z&step=hour").size(), 4997U);
  const auto many = series_plan("period=all&step=hour");
  EXPECT_EQ(code_of(many), Code::too_many_rows);
  EXPECT_THAT(detail_of(many), HasSubstr("step=day"));
}

}  // namespace
}  // namespace readcount::query
