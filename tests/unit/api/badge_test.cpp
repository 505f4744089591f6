#include "api/badge.hpp"

#include <gtest/gtest.h>

namespace readcount::api {
namespace {

TEST(Grouped, SeparatesThousandsAsTheLanguageDoes) {
  EXPECT_EQ(grouped(0, "en"), "0");
  EXPECT_EQ(grouped(999, "en"), "999");
  EXPECT_EQ(grouped(1000, "en"), "1,000");
  EXPECT_EQ(grouped(1234567, "de-AT"), "1.234.567");
  EXPECT_EQ(grouped(1234567, "fr"), "1\u202f234\u202f567");
  EXPECT_EQ(grouped(1, "xx"), std::nullopt);
  EXPECT_EQ(grouped(1, ""), std::nullopt);
}

TEST(BadgeSvg, EscapesItsTexts) {
  const auto svg = badge_svg("<script>\"&", "1");
  EXPECT_EQ(svg.find("<script>"), std::string::npos);
  EXPECT_NE(svg.find("&lt;script&gt;&quot;&amp;"), std::string::npos);
}

TEST(BadgeSvg, GrowsWithItsTexts) {
  const auto width = [](const std::string& svg) {
    return std::stoi(svg.substr(svg.find("width=\"") + 7));
  };
  EXPECT_LT(width(badge_svg("a", "1")), width(badge_svg("views", "1,000,000")));
  EXPECT_EQ(width(badge_svg("a", "1")), width(badge_svg("ü", "1"))) << "characters, not bytes";
}

}  // namespace
}  // namespace readcount::api
