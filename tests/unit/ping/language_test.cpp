#include "ping/language.hpp"

#include <gtest/gtest.h>

namespace readcount::ping {
namespace {

TEST(LanguageOf, IsTheFirstEntrysPrimarySubtag) {
  EXPECT_EQ(language_of("de-AT,de;q=0.9,en;q=0.8"), "de");
  EXPECT_EQ(language_of("tr"), "tr");
  EXPECT_EQ(language_of("zh-Hant-TW"), "zh");
  EXPECT_EQ(language_of("fil, en"), "fil");
  EXPECT_EQ(language_of("en;q=0.5"), "en");
  EXPECT_EQ(language_of("en ,de"), "en");
}

TEST(LanguageOf, IsInLowerCase) { EXPECT_EQ(language_of("DE-de"), "de"); }

TEST(LanguageOf, IsEmptyForWhatIsNoLanguage) {
  for (const auto* header : {"", "*", "*;q=0.5", ",de", "-", "e", "english", "d1", "d\xC3\xA9"}) {
    EXPECT_EQ(language_of(header), "") << header;
  }
}

}  // namespace
}  // namespace readcount::ping
