#include "query/start_value.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace readcount::query {
namespace {

std::string refusal(std::string_view body) {
  const auto start = parse_start(body);
  return start ? "" : std::string(name_of(start.error().code)) + ": " + start.error().detail;
}

TEST(StartValue, ReadsAllNumbers) {
  const auto start = parse_start(
      R"({"url":"u","views":9,"readers":8,"reads":7,"completions":6,"engaged_seconds":50})");
  ASSERT_TRUE(start);
  EXPECT_EQ(start->url, "u");
  EXPECT_EQ(start->views, 9U);
  EXPECT_EQ(start->readers, 8U);
  EXPECT_EQ(start->reads, 7U);
  EXPECT_EQ(start->completions, 6U);
  EXPECT_EQ(start->engaged_seconds, 50U);
  EXPECT_EQ(refusal(R"({"url":"u","views":0})"), "");
  EXPECT_EQ(refusal(R"({"url":"u","views":1000000000000})"), "");
}

TEST(StartValue, RefusesWhatCannotBe) {
  using testing::HasSubstr;
  EXPECT_THAT(refusal("x"), HasSubstr("bad-json"));
  EXPECT_THAT(refusal("[]"), HasSubstr("wrong-type"));
  EXPECT_THAT(refusal(R"({"views":1})"), HasSubstr("missing-url"));
  EXPECT_THAT(refusal(R"({"url":"u"})"), HasSubstr("missing-parameter"));
  EXPECT_THAT(refusal(R"({"url":7,"views":1})"), HasSubstr("wrong-type"));
  EXPECT_THAT(refusal(R"({"url":"u","views":1,"view":2})"), HasSubstr("\"view\" is no key"));
  for (const auto* views : {"-1", "1.5", "\"1\"", "1000000000001", "1e3", "null"}) {
    EXPECT_THAT(refusal(R"({"url":"u","views":)" + std::string(views) + "}"),
                HasSubstr("\"views\" takes"))
        << views;
  }
  EXPECT_THAT(refusal(R"({"url":"u","views":1,"readers":2})"), HasSubstr("\"readers\" must not"));
  EXPECT_THAT(refusal(R"({"url":"u","views":1,"reads":2})"), HasSubstr("\"reads\" must not"));
  EXPECT_THAT(refusal(R"({"url":"u","views":1,"completions":1})"), HasSubstr("\"completions\""));
}

}  // namespace
}  // namespace readcount::query
