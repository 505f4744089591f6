#include "store/keys.hpp"

#include <gtest/gtest.h>

namespace readcount::store {
namespace {

constexpr Day kThird{std::chrono::year(2026) / 11 / 3};
const ping::Article kPolitics{"news.example", "/politics/x"};
const ping::Article kSite{"news.example", ""};

TEST(Keys, AreThoseOfTheSchema) {
  const Keys keys("rc:");
  const auto tag = tag_of(17);
  EXPECT_EQ(keys.meta(), "rc:meta");
  EXPECT_EQ(keys.salt(kThird), "rc:salt:20261103");
  EXPECT_EQ(keys.markers(tag), "rc:{17}:applied");
  EXPECT_EQ(keys.article(tag, kPolitics), "rc:{17}:a:news.example/politics/x");
  EXPECT_EQ(keys.article(tag, kSite), "rc:{17}:a:news.example");
  EXPECT_EQ(keys.hours(tag, kPolitics, kThird), "rc:{17}:h:news.example/politics/x:20261103");
  EXPECT_EQ(keys.day_readers(tag, kSite, kThird), "rc:{17}:d:news.example:20261103");
  EXPECT_EQ(keys.hour_readers(tag, kSite, kThird + std::chrono::hours(5)),
            "rc:{17}:u:news.example:2026110305");
  EXPECT_EQ(keys.minutes(tag, kPolitics, kThird + std::chrono::hours(5)),
            "rc:{17}:m:news.example/politics/x:2026110305");
  EXPECT_EQ(keys.spread(tag, kPolitics, kThird), "rc:{17}:e:news.example/politics/x:20261103");
  EXPECT_EQ(keys.sources(tag, kSite, kThird), "rc:{17}:o:news.example:20261103");
  EXPECT_EQ(keys.list(tag, 'v', kSite, "2026110305"), "rc:{17}:t:v:news.example:2026110305");
  EXPECT_EQ(keys.trend(tag, kSite, kThird), "rc:{17}:w:news.example:20261103");
}

TEST(Keys, TakeAnotherPrefix) { EXPECT_EQ(Keys("x:").markers("0"), "x:{0}:applied"); }

TEST(TimesInKeys, AreUtcAndPadded) {
  EXPECT_EQ(month_text(kThird), "202611");
  EXPECT_EQ(day_text(kThird), "20261103");
  EXPECT_EQ(day_text(Day(std::chrono::year(2027) / 1 / 1)), "20270101");
  EXPECT_EQ(hour_text(kThird), "00");
  EXPECT_EQ(hour_text(kThird + std::chrono::hours(9)), "09");
  EXPECT_EQ(hour_text(kThird + std::chrono::hours(23)), "23");
  EXPECT_EQ(hour_text(Hour(std::chrono::hours(-1))), "23");
}

}  // namespace
}  // namespace readcount::store
