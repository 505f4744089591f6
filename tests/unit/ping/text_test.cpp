#include "ping/text.hpp"

#include "refused.hpp"

#include <gtest/gtest.h>

#include <string>

namespace readcount::ping {
namespace {

using namespace std::string_literals;

TEST(Text, TakesTheFirstAndLastCharacterOfEachUtf8Length) {
  for (const auto* text :
       {"", "\x7f", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
        "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
}

TEST(Text, RefusesWhatIsNotUtf8) {
  for (const auto* text :
       {"\x80", "\xBF", "\xC0\xAF", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xC3", "\xE2\x82", "\xF0\x9F\x98", "\xC3(",
        "\xE2\x82(", "\xF0\x9F\x98("}) {
    EXPECT_FALSE(is_utf8(text)) << text;
  }
}

TEST(Text, FindsABadByteAtEveryPlace) {
  const std::string good(40, 'a');
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (const char bad : {'\x80', '\xC3', '\xE2', '\xFF'}) {
      auto text = good;
      text[at] = bad;
      EXPECT_FALSE(is_utf8(text)) << at;
    }
  }
}

TEST(Text, FindsAControlCharacterAtEveryPlace) {
  const std::string good = "sixteen letters, türkiye, and more of it";
  ASSERT_FALSE(has_control(good));
  for (std::size_t at = 0; at <= good.find("ü"); ++at) {
    for (const auto& control : {"\0"s, "\x1f"s, "\t"s, "\n"s, "\x7f"s, "\xC2\x80"s, "\xC2\x9F"s}) {
      auto text = good;
      EXPECT_TRUE(has_control(text.insert(at, control))) << at;
    }
  }
}

TEST(Text, TakesTheNeighboursOfControlCharacters) {
  for (const auto* text : {" ", "~", "\xC2\xA0", "\xC3\x80", "\xE2\x80\x8B", "\xE0\xA4\x82"}) {
    EXPECT_FALSE(has_control(text)) << text;
  }
}

TEST(Text, SaysWhichTextIsRefused) {
  EXPECT_TRUE(check_text("Türkiye 🐈", "the title"));
  EXPECT_THAT(check_text("\xFF", "the title"), RefusedAs(Code::bad_utf8));
  EXPECT_THAT(check_text("a\nb", "the title"), RefusedAs(Code::control_character));
  EXPECT_THAT(check_text("a\nb", "the title").error().detail, testing::HasSubstr("the title"));
}

TEST(Text, IsCutBetweenTwoCharacters) {
  EXPECT_EQ(cut("news", 4), "news");
  EXPECT_EQ(cut("news", 3), "new");
  EXPECT_EQ(cut("aü", 2), "a");
  EXPECT_EQ(cut("aü", 3), "aü");
  EXPECT_EQ(cut("🐈🐈", 7), "🐈");
  EXPECT_EQ(cut("🐈", 3), "");
}

TEST(Text, IsQuotedInBoundedLength) {
  EXPECT_EQ(in_quotes("news"), "\"news\"");
  EXPECT_EQ(in_quotes(std::string(99, 'a') + "ü").size(), 101U);
}

}  // namespace
}  // namespace readcount::ping
