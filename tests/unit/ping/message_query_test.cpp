#include "ping/message.hpp"
#include "refused.hpp"

#include <gtest/gtest.h>

#include <string>

namespace readcount::ping {
namespace {

constexpr auto kNoReferer = "";

TEST(MessageQuery, IsReadWithItsFields) {
  const auto message = parse_query(
      "type=view&url=https%3A%2F%2Fnews.example%2Ft%C3%BCrkiye&title=Bug%C3%BCn+yine", kNoReferer);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->url, "https://news.example/türkiye");
  EXPECT_EQ(message->title, "Bugün yine");
}

TEST(MessageQuery, IsAViewWithoutAType) {
  EXPECT_TRUE(parse_query("url=https://news.example/a", kNoReferer));
  EXPECT_THAT(parse_query("type=engaged&url=a", kNoReferer), RefusedAs(Code::unknown_type));
  EXPECT_THAT(parse_query("type=&url=a", kNoReferer), RefusedAs(Code::unknown_type));
}

TEST(MessageQuery, FallsBackToTheReferer) {
  EXPECT_EQ(parse_query("", "https://news.example/r")->url, "https://news.example/r");
  EXPECT_EQ(parse_query("url=", "https://news.example/r")->url, "https://news.example/r");
  EXPECT_EQ(parse_query("url=u", "https://news.example/r")->url, "u");
  EXPECT_THAT(parse_query("title=a", kNoReferer), RefusedAs(Code::missing_url));
}

TEST(MessageQuery, IgnoresUnknownNames) {
  EXPECT_TRUE(parse_query("url=a&cachebuster=123", kNoReferer));
}

TEST(MessageQuery, RefusesANameThatStandsTwice) {
  EXPECT_THAT(parse_query("url=a&ur%6C=b", kNoReferer), RefusedAs(Code::duplicate_key));
  EXPECT_THAT(parse_query("url=a&x=1&x=2", kNoReferer), RefusedAs(Code::duplicate_key));
}

TEST(MessageQuery, RefusesTextThatTheBodyWouldNotTake) {
  EXPECT_THAT(parse_query("url=a%2", kNoReferer), RefusedAs(Code::bad_parameter));
  EXPECT_THAT(parse_query("url=a&title=%FF", kNoReferer), RefusedAs(Code::bad_utf8));
  EXPECT_THAT(parse_query("url=a&x=%00", kNoReferer), RefusedAs(Code::control_character));
  EXPECT_THAT(parse_query("", "https://news.example/\xFF"), RefusedAs(Code::bad_utf8));
  EXPECT_THAT(parse_query("url=a&view=" + std::string(kMaxViewId + 1, 'v'), kNoReferer),
              RefusedAs(Code::bad_parameter));
}

TEST(MessageQuery, CutsLongDisplayTexts) {
  const auto message = parse_query("url=a&title=" + std::string(10000, 't'), kNoReferer);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->title.size(), kMaxDisplayText);
}

}  // namespace
}  // namespace readcount::ping
