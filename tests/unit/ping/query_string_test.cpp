#include "ping/query_string.hpp"

#include "refused.hpp"

#include <gtest/gtest.h>

namespace readcount::ping {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs pairs_of(std::string_view query) {
  auto pairs = parse_query_string(query);
  return pairs ? *pairs : Pairs{{"refused", pairs.error().detail}};
}

TEST(QueryString, KeepsPairsInTheirOrderWithDoubles) {
  EXPECT_EQ(pairs_of("url=a&url=b&site=c"), (Pairs{{"url", "a"}, {"url", "b"}, {"site", "c"}}));
}

TEST(QueryString, ReadsANameAloneAndAnEmptyValueAlike) {
  EXPECT_EQ(pairs_of("a&b="), (Pairs{{"a", ""}, {"b", ""}}));
}

TEST(QueryString, SkipsEmptyPairs) {
  EXPECT_EQ(pairs_of(""), Pairs{});
  EXPECT_EQ(pairs_of("&&a=1&"), (Pairs{{"a", "1"}}));
}

TEST(QueryString, KeepsFurtherEqualsSignsInTheValue) {
  EXPECT_EQ(pairs_of("a=b=c=="), (Pairs{{"a", "b=c=="}}));
}

TEST(QueryString, DecodesNamesAndValuesAndTakesPlusForASpace) {
  EXPECT_EQ(pairs_of("%75rl=t%C3%BCrk+%2b%26%3D"), (Pairs{{"url", "türk +&="}}));
}

TEST(QueryString, RefusesBadPercentEncoding) {
  for (const auto* query : {"a=%", "a=1%2", "a=%zz", "%=1", "a=%%41"}) {
    EXPECT_THAT(parse_query_string(query), RefusedAs(Code::bad_parameter)) << query;
  }
}

TEST(QueryString, RefusesWhatDecodesToNoText) {
  EXPECT_THAT(parse_query_string("a=%FF"), RefusedAs(Code::bad_utf8));
  EXPECT_THAT(parse_query_string("%C0%AF=a"), RefusedAs(Code::bad_utf8));
  EXPECT_THAT(parse_query_string("a=%00"), RefusedAs(Code::control_character));
  EXPECT_THAT(parse_query_string("a%0A=b"), RefusedAs(Code::control_character));
  EXPECT_THAT(parse_query_string("a=%C2%85"), RefusedAs(Code::control_character));
}

}  // namespace
}  // namespace readcount::ping
