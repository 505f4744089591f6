#include "ping/tags.hpp"

#include <gtest/gtest.h>

namespace readcount::ping {
namespace {

std::string source_in(const std::string& value) { return tags_of("utm_source=" + value).source; }

TEST(TagsOf, AreReadFromAQuery) {
  const auto tags =
      tags_of("id=7&utm_source=morning+mail&utm_medium=email&utm_campaign=t%C3%BCrkiye&x");
  EXPECT_EQ(tags.source, "morning mail");
  EXPECT_EQ(tags.medium, "email");
  EXPECT_EQ(tags.campaign, "türkiye");
}

TEST(TagsOf, AreEmptyWithoutAny) {
  for (const auto* query :
       {"", "id=7", "utm_", "utm_source", "utm_source=", "utm_term=a", "xutm_source=a"}) {
    EXPECT_TRUE(tags_of(query).empty()) << query;
  }
}

TEST(TagsOf, AreTheFirstThatStandThere) {
  EXPECT_EQ(tags_of("utm_source=a&utm_source=b").source, "a");
}

TEST(TagsOf, AreCutBetweenCharacters) {
  EXPECT_EQ(source_in(std::string(4096, 'a')), std::string(64, 'a'));
  std::string umlauts = "a";
  std::string encoded = "a";
  for (int i = 0; i < 2000; ++i) {
    umlauts += "ü";
    encoded += "%C3%BC";
  }
  EXPECT_EQ(source_in(umlauts), umlauts.substr(0, 63));
  EXPECT_EQ(source_in(encoded), umlauts.substr(0, 63));
  EXPECT_EQ(source_in("aa" + encoded), ("aa" + umlauts).substr(0, 63));
}

TEST(TagsOf, EndBeforeACharacterWhoseEncodingIsCutOff) {
  for (const auto* value : {"a%", "a%C", "a%C3%", "a%C3%B", "a%F0%9F%90%8"}) {
    EXPECT_EQ(source_in(value), "a") << value;
  }
}

TEST(TagsOf, LeaveOutWhatIsNoText) {
  for (const auto* value : {"%zz", "%FF", "a%00b", "a%0Ab", "%C3%28", "%E2%82x"}) {
    EXPECT_EQ(source_in(value), "") << value;
  }
}

TEST(TagsOf, LeaveOutWhatMayBeAPersonsAddress) {
  EXPECT_EQ(source_in("jane@mail.example"), "");
  EXPECT_EQ(source_in("jane%40mail.example"), "");
}

}  // namespace
}  // namespace readcount::ping
