#include "query/zone.hpp"

#include "times.hpp"

#include <gmock/gmock.h>

namespace readcount::query {
namespace {

using std::chrono::hours;
using std::chrono::year;
using testing::HasSubstr;

TEST(Zone, WritesTimesWithItsOffset) {
  EXPECT_EQ(Zone().text_of(at("2026-11-23T13:00:00")), "2026-11-23T13:00:00Z");
  EXPECT_EQ(zone("Europe/Berlin").text_of(at("2026-10-25T00:30:00")), "2026-10-25T02:30:00+02:00");
  EXPECT_EQ(zone("Europe/Berlin").text_of(at("2026-10-25T01:30:00")), "2026-10-25T02:30:00+01:00");
  EXPECT_EQ(zone("America/New_York").text_of(at("2026-11-23T03:00:09")),
            "2026-11-22T22:00:09-05:00");
  EXPECT_EQ(zone("Asia/Kolkata").text_of(at("2026-11-23T20:00:00")), "2026-11-24T01:30:00+05:30");
  EXPECT_EQ(zone("America/St_Johns").text_of(at("2026-11-23T20:00:00")),
            "2026-11-23T16:30:00-03:30");
}

TEST(Zone, HasDaysOf23And25Hours) {
  const auto berlin = zone("Europe/Berlin");
  const auto length = [&](Date day, Date next) {
    return berlin.begin_of(next) - berlin.begin_of(day);
  };
  EXPECT_EQ(length(year(2026) / 3 / 29, year(2026) / 3 / 30), hours(23));
  EXPECT_EQ(length(year(2026) / 10 / 25, year(2026) / 10 / 26), hours(25));
  EXPECT_EQ(length(year(2026) / 10 / 26, year(2026) / 10 / 27), hours(24));
}

TEST(Zone, BeginsADayWhoseMidnightIsSkippedWhereTheClockGoesOn) {
  // Cairo's clocks go from 23:59:59 to 01:00 on the last Friday of April.
  const auto cairo = zone("Africa/Cairo");
  const auto begin = cairo.begin_of(year(2026) / 4 / 24);
  EXPECT_EQ(cairo.text_of(begin), "2026-04-24T01:00:00+03:00");
  EXPECT_EQ(begin, at("2026-04-23T22:00:00"));
}

TEST(Zone, BeginsADayWhoseMidnightComesTwiceAtTheFirst) {
  // Havana's clocks go back from 01:00 to 00:00 on the first Sunday of November.
  const auto havana = zone("America/Havana");
  EXPECT_EQ(havana.text_of(havana.begin_of(year(2026) / 11 / 1)), "2026-11-01T00:00:00-04:00");
}

TEST(Zone, TakesASkippedTimeForTheSkip) {
  const auto berlin = zone("Europe/Berlin");
  EXPECT_EQ(berlin.at(year(2026) / 3 / 29, hours(2) + std::chrono::minutes(30)),
            at("2026-03-29T01:00:00"));
}

TEST(Zone, SuggestsWhatWasProbablyMeant) {
  EXPECT_THAT(detail_of(Zone::find("Europe/Berln")), HasSubstr("did you mean Europe/Berlin?"));
  EXPECT_THAT(detail_of(Zone::find("berlin")), HasSubstr("did you mean Europe/Berlin?"));
  EXPECT_THAT(detail_of(Zone::find("europe/berlin")), HasSubstr("did you mean Europe/Berlin?"));
  const auto nowhere = Zone::find("Nowhere/Atlantis-by-the-Sea");
  EXPECT_EQ(code_of(nowhere), Code::unknown_zone);
  EXPECT_THAT(detail_of(nowhere), HasSubstr("such as Europe/Berlin"));
}

TEST(Zone, IsNoPathIntoTheFileSystem) {
  EXPECT_EQ(code_of(Zone::find("../../../etc/passwd")), Code::unknown_zone);
  EXPECT_EQ(code_of(Zone::find("")), Code::unknown_zone);
  EXPECT_EQ(code_of(Zone::find(std::string(100'000, 'x'))), Code::unknown_zone);
}

}  // namespace
}  // namespace readcount::query
