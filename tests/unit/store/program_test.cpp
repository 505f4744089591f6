#include "store/program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace readcount::store {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

const Keys kKeys("rc:");
const Lifetimes kLifetimes;
const Layout kLayout{kKeys, kLifetimes};
const Day kDay{std::chrono::year(2026) / 11 / 23};
const std::string kDayAfter91 = "1803254400";  // 2027-02-22: 90 days after the day

tally::Delta delta_of(ping::Article subject) {
  tally::Delta delta;
  delta.article = std::move(subject);
  delta.hour = kDay + std::chrono::hours(7);
  return delta;
}

/// A program as one line; keys by their names.
std::string text_of(const tally::Delta& delta, const Layout& layout = kLayout) {
  Program program(layout, "9");
  program.add(delta);
  std::string text;
  for (std::size_t i = 0; i < program.words().size(); ++i) {
    text.append(text.empty() ? "" : " ").append(program.words()[i]);
  }
  return text;
}

std::vector<std::string> keys_of(const tally::Delta& delta) {
  Program program(kLayout, "9");
  program.add(delta);
  return program.keys();
}

TEST(Program, CountsTotalsMonthDayAndHour) {
  auto delta = delta_of({"news.example", "/x"});
  delta.loads = 5;
  delta.views = 3;
  delta.engaged = 40;
  EXPECT_EQ(text_of(delta),
            "H 1 2  9 l 5 l202611 5 l20261123 5 v 3 v202611 3 v20261123 3 e 40 e202611 40 "
            "e20261123 40 H 1 3 " +
                kDayAfter91 + " 3 l07 5 v07 3 e07 40 T 2");
  EXPECT_THAT(keys_of(delta), ElementsAre("rc:{9}:applied", "rc:{9}:a:news.example/x",
                                          "rc:{9}:h:news.example/x:20261123"));
}

TEST(Program, KeepsTheHoursOfASiteForEver) {
  auto delta = delta_of({"news.example", ""});
  delta.loads = 1;
  EXPECT_THAT(text_of(delta), HasSubstr(" H 1 3  1 l07 1 "));
}

TEST(Program, GivesReadersEightBytesEach) {
  auto delta = delta_of({"news.example", "/x"});
  delta.readers = {0x0102030405060708U, 1};
  const std::string readers("\x08\x07\x06\x05\x04\x03\x02\x01\x01\0\0\0\0\0\0\0", 16);
  EXPECT_EQ(text_of(delta),
            "R 2 3 4 5 202611 20261123 07 " + kDayAfter91 + " 259200 86400 " + readers + " T 2");
}

TEST(Program, CountsMinutesForTwoDays) {
  auto delta = delta_of({"news.example", "/x"});
  delta.minutes.push_back({7, 3, 1, 40});
  delta.minutes.push_back({59, 1, 0, 0});
  // 49 hours after 2026-11-23 08:00
  EXPECT_THAT(text_of(delta), HasSubstr("H 1 4 1795597200 4 v07 3 d07 1 e07 40 v59 1"));
  EXPECT_THAT(keys_of(delta), Contains("rc:{9}:m:news.example/x:2026112307"));
}

TEST(Program, LetsThingsExpireByTheLifetimes) {
  using std::chrono::days;
  const auto after = [](std::chrono::sys_seconds time) {
    return " " + std::to_string(time.time_since_epoch().count()) + " ";
  };
  auto delta = delta_of({"news.example", "/x"});
  delta.loads = 1;
  delta.minutes.push_back({7, 3, 1, 40});
  delta.spread.scroll = {0, 1, 1, 0};
  delta.sources = {{'r', "search.example", 2}};
  auto site = delta_of({"news.example", ""});
  site.sources = delta.sources;
  site.articles = {{"/x", 2, 0, 0, 1.5}};
  Lifetimes lifetimes;
  lifetimes.minutes = std::chrono::hours(7);
  lifetimes.hours = days(11);
  lifetimes.engagement = days(12);
  lifetimes.sources = days(13);
  lifetimes.site_sources = days(14);
  lifetimes.hour_lists = days(15);
  lifetimes.day_lists = days(16);
  const Layout layout{kKeys, lifetimes};
  const auto text = text_of(delta, layout);
  EXPECT_THAT(text, HasSubstr(after(delta.hour + std::chrono::hours(1 + 7 + 1)) + "3 v07"));
  EXPECT_THAT(text, HasSubstr(after(kDay + days(1 + 11)) + "1 l07"));
  EXPECT_THAT(text, HasSubstr(after(kDay + days(1 + 12)) + "2 s50"));
  EXPECT_THAT(text, HasSubstr(after(kDay + days(1 + 13)) + "1 r:search"));
  const auto of_site = text_of(site, layout);
  EXPECT_THAT(of_site, HasSubstr(after(kDay + days(1 + 14)) + "1 r:search"));
  EXPECT_THAT(of_site, HasSubstr(after(delta.hour + std::chrono::hours(1) + days(15)) + "50000"));
  EXPECT_THAT(of_site, HasSubstr(after(kDay + days(1 + 16)) + "7 "));
}

TEST(Program, MovesViewsBetweenBuckets) {
  auto delta = delta_of({"news.example", "/x"});
  delta.spread.buckets = {{17, -1}, {24, 1}};
  delta.spread.scroll = {0, 1, 1, 0};
  EXPECT_THAT(text_of(delta), MatchesRegex("H 2 2  4 [0-9]+ 4 b17 -1 b24 1 s50 1 s75 1 T 2"));
  EXPECT_THAT(keys_of(delta), Contains("rc:{9}:e:news.example/x:20261123"));
}

TEST(Program, CountsSourcesByLetterAndValue) {
  auto delta = delta_of({"news.example", "/x"});
  delta.sources = {{'r', "search.example", 2}, {'n', "share", 1}};
  EXPECT_THAT(text_of(delta), HasSubstr(" 2 r:search.example 2 n:share 1"));
  EXPECT_THAT(keys_of(delta), Contains("rc:{9}:o:news.example/x:20261123"));
}

TEST(Program, ListsArticlesByMonthDayAndHour) {
  auto delta = delta_of({"news.example", ""});
  delta.articles = {{"/x", 2, 0, 0, 1.5}, {"/y", 0, 1, 30, 0}};
  const auto keys = keys_of(delta);
  for (const char* key : {"rc:{9}:t:v:news.example:202611", "rc:{9}:t:v:news.example:20261123",
                          "rc:{9}:t:v:news.example:2026112307", "rc:{9}:t:d:news.example:202611",
                          "rc:{9}:t:e:news.example:20261123", "rc:{9}:w:news.example:20261123"}) {
    EXPECT_THAT(keys, Contains(key));
  }
  EXPECT_THAT(text_of(delta), HasSubstr("50000 1 /x 2"));
  EXPECT_THAT(text_of(delta), HasSubstr("50000 1 /y 30"));
  EXPECT_THAT(text_of(delta), HasSubstr("50000 1 /x 1.5"));
}

TEST(Program, SetsOnlyWhatAPageSaid) {
  auto delta = delta_of({"news.example", "/x"});
  delta.about = ping::Metadata{"A title", "", "Jane Doe", ""};
  EXPECT_THAT(text_of(delta), HasSubstr("S 2 2 title A title author Jane Doe"));
  EXPECT_THAT(text_of(delta), Not(HasSubstr("section")));
}

}  // namespace
}  // namespace readcount::store
