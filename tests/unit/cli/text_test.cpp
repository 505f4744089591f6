#include "cli/text.hpp"

#include <gtest/gtest.h>

namespace readcount::cli {
namespace {

TEST(Harmless, LetsWordsOfAnyLanguagePass) {
  for (const auto* text : {"", "plain", "haber/türkiye", "記事", "🙂"}) {
    EXPECT_EQ(harmless(text), text);
  }
}

TEST(Harmless, ReplacesWhatActsOnATerminal) {
  EXPECT_EQ(harmless("a\x1b[2Jb"), "a�[2Jb");
  EXPECT_EQ(harmless("a\r\n\tb\x7f"), "a���b�");
  EXPECT_EQ(harmless("a\xc2\x9b"
                     "2Jb"),
            "a�2Jb")
      << "the one-character form of ESC [";
  EXPECT_EQ(harmless("a\u202eb\u2066c\u2028"), "a�b�c�");
  EXPECT_EQ(harmless(std::string("a\0b", 3)), "a�b");
}

TEST(Harmless, ReplacesInvalidBytesOneByOne) {
  EXPECT_EQ(harmless("\xff"), "�");
  EXPECT_EQ(harmless("\xc3"), "�") << "cut short";
  EXPECT_EQ(harmless("\xc0\x9b"), "��") << "an overlong ESC-like form";
  EXPECT_EQ(harmless("\xe0\x80\x9b"), "���");
  EXPECT_EQ(harmless("\xed\xa0\x80"), "���") << "a surrogate";
  EXPECT_EQ(harmless("\xf4\x90\x80\x80"), "����") << "beyond Unicode";
  EXPECT_EQ(harmless("\xe2\x82x"), "��x");
}

TEST(Width, IsInColumnsNotInBytes) {
  EXPECT_EQ(width_of("abc"), 3U);
  EXPECT_EQ(width_of("türkiye"), 7U);
  EXPECT_EQ(width_of("記事"), 4U);
  EXPECT_EQ(width_of("e\u0301"), 1U);
}

TEST(Shortened, CutsInTheMiddle) {
  EXPECT_EQ(shortened("abcdefghij", 10), "abcdefghij");
  EXPECT_EQ(shortened("abcdefghij", 9), "abcd…ghij");
  EXPECT_EQ(shortened("abcdefghij", 6), "abc…ij");
  EXPECT_EQ(shortened("abcdefghij", 1), "…");
  EXPECT_EQ(shortened("abcdefghij", 0), "");
}

TEST(Shortened, NeverCutsACharacterNorExceedsTheWidth) {
  const std::string text = "記事türkiye記事🙂";
  for (std::size_t width = 0; width < 20; ++width) {
    const auto cut = shortened(text, width);
    EXPECT_LE(width_of(cut), width);
    EXPECT_EQ(harmless(cut), cut) << width;
  }
}

TEST(Separators, StandEveryThreeDigits) {
  EXPECT_EQ(with_separators("0"), "0");
  EXPECT_EQ(with_separators("999"), "999");
  EXPECT_EQ(with_separators("1000"), "1,000");
  EXPECT_EQ(with_separators("1234567"), "1,234,567");
  EXPECT_EQ(with_separators("-123"), "-123");
  EXPECT_EQ(with_separators("-1234"), "-1,234");
}

}  // namespace
}  // namespace readcount::cli
