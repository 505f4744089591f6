#include "query/period.hpp"

#include "times.hpp"

#include <gmock/gmock.h>

#include <tuple>

namespace readcount::query {
namespace {

using testing::HasSubstr;
using testing::Values;

Checked<Period> period(const std::string& name, const Zone& zone = {}) {
  return parse_period({name, "", ""}, zone, kNow);
}

Checked<Period> between(const std::string& from, const std::string& to, const Zone& zone = {}) {
  return parse_period({"", from, to}, zone, kNow);
}

struct Named {
  std::string name;
  std::string zone;
  std::string from;
  std::string to;
  Step unit;
};

class PeriodNames : public testing::TestWithParam<Named> {};

TEST_P(PeriodNames, AreCountedBackFromNow) {
  const auto& named = GetParam();
  const auto read = period(named.name, zone(named.zone));
  ASSERT_TRUE(read) << detail_of(read);
  EXPECT_EQ(zone(named.zone).text_of(read->from), named.from);
  EXPECT_EQ(zone(named.zone).text_of(read->to), named.to);
  EXPECT_EQ(read->unit, named.unit);
  EXPECT_EQ(read->name, named.name);
}

// Now is 2026-11-24T14:30:30Z; nothing reaches beyond this minute.
INSTANTIATE_TEST_SUITE_P(
    All, PeriodNames,
    Values(Named{"30m", "UTC", "2026-11-24T14:01:00Z", "2026-11-24T14:31:00Z", Step::minute},
           Named{"24h", "UTC", "2026-11-23T15:00:00Z", "2026-11-24T14:31:00Z", Step::hour},
           Named{"1h", "UTC", "2026-11-24T14:00:00Z", "2026-11-24T14:31:00Z", Step::hour},
           Named{"7d", "UTC", "2026-11-18T00:00:00Z", "2026-11-24T14:31:00Z", Step::day},
           Named{"30d", "Europe/Berlin", "2026-10-26T00:00:00+01:00", "2026-11-24T15:31:00+01:00",
                 Step::day},
           Named{"31d", "Europe/Berlin", "2026-10-25T00:00:00+02:00", "2026-11-24T15:31:00+01:00",
                 Step::day},
           Named{"today", "Asia/Tokyo", "2026-11-24T00:00:00+09:00", "2026-11-24T23:31:00+09:00",
                 Step::hour},
           Named{"today", "Pacific/Auckland", "2026-11-25T00:00:00+13:00",
                 "2026-11-25T03:31:00+13:00", Step::hour},
           Named{"yesterday", "America/New_York", "2026-11-23T00:00:00-05:00",
                 "2026-11-24T00:00:00-05:00", Step::hour},
           Named{"all", "UTC", "2026-01-01T00:00:00Z", "2026-11-24T14:31:00Z", Step::month}));

TEST(Period, RefusesWordsThatAreNone) {
  for (const auto* name :
       {"", "d", "0d", "-1d", "7", "7w", "1.5h", "7 d", "tomorrow", "999999999d"}) {
    EXPECT_EQ(code_of(period(name)), Code::bad_parameter) << name;
  }
  EXPECT_THAT(detail_of(period("7w")), HasSubstr("today, yesterday or all"));
}

TEST(Period, TakesDatesAsTheZonesWholeDays) {
  const auto berlin = zone("Europe/Berlin");
  const auto read = between("2026-10-25", "2026-10-25", berlin);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->from, at("2026-10-24T22:00:00"));
  EXPECT_EQ(read->to, at("2026-10-25T23:00:00"));
  EXPECT_EQ(read->unit, Step::hour);
  EXPECT_TRUE(read->name.empty());
}

TEST(Period, TakesInstantsWithAnOffsetOrInTheZone) {
  const auto read = between("2026-11-01T12:00:00+02:00", "2026-11-01t13:00:00.75z");
  ASSERT_TRUE(read) << detail_of(read);
  EXPECT_EQ(read->from, at("2026-11-01T10:00:00"));
  EXPECT_EQ(read->to, at("2026-11-01T13:00:00"));
  const auto local = between("2026-11-01T12:00", "2026-11-01T13:00:00", zone("Europe/Berlin"));
  ASSERT_TRUE(local) << detail_of(local);
  EXPECT_EQ(local->from, at("2026-11-01T11:00:00"));
}

TEST(Period, EndsNowWithoutAnEndAndNeverLater) {
  EXPECT_EQ(between("2026-11-01", "")->to, at("2026-11-24T14:31:00"));
  EXPECT_EQ(between("2026-11-01", "2026-12-31")->to, at("2026-11-24T14:31:00"));
}

TEST(Period, BeginsNotBeforeThereWereCounts) {
  EXPECT_EQ(between("1999-01-01", "2026-02-01")->from, kBeginning);
  EXPECT_EQ(code_of(between("1999-01-01", "2025-12-31")), Code::bad_period);
}

TEST(Period, RefusesWhatIsEmpty) {
  const auto turned = between("2026-11-02", "2026-11-01");
  EXPECT_EQ(code_of(turned), Code::bad_period);
  EXPECT_THAT(detail_of(turned), HasSubstr("2026-11-02T00:00:00Z"));
  EXPECT_EQ(code_of(between("2026-11-02T10:00:00Z", "2026-11-02T10:00:00Z")), Code::bad_period);
  EXPECT_EQ(code_of(between("2027-01-01", "")), Code::bad_period);
  EXPECT_EQ(code_of(between("2027-01-01", "2027-01-02")), Code::bad_period);
  EXPECT_EQ(code_of(between("", "2026-11-01")), Code::missing_parameter);
}

TEST(Period, IsNotGivenTwice) {
  EXPECT_EQ(code_of(parse_period({"7d", "2026-11-01", ""}, Zone(), kNow)), Code::bad_parameter);
}

TEST(Period, RefusesTimesThatAreNone) {
  for (const auto* text :
       {"2026-02-29", "2026-13-01", "2026-1-1", "26-01-01", "2026-11-01x", "2026-11-01T25:00:00Z",
        "2026-11-01T10:60:00Z", "2026-11-01T10", "2026-11-01T10:00:00+1", "2026-11-01T10:00:00.Z",
        "0000-00-00", "yesterday", "1795500000", "2026-11-01T10:00:00 01:00"}) {
    EXPECT_EQ(code_of(between(text, "")), Code::bad_parameter) << text;
  }
  EXPECT_THAT(detail_of(between("2026-11-01T10:00:00 01:00", "")), HasSubstr("%2B"));
}

}  // namespace
}  // namespace readcount::query
