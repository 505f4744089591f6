#include "query/live_question.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace readcount::query {
namespace {

const ping::Sites kOne(std::vector<ping::SiteRule>{{"news.example", {"m.news.example"}, {}}});
const ping::Sites kTwo(std::vector<ping::SiteRule>{{"news.example", {}, {}},
                                                   {"other.example", {}, {}}});

std::string refusal(std::string_view query, const ping::Sites& sites) {
  const auto question = parse_live(query, sites);
  return question ? "" : std::string(name_of(question.error().code));
}

TEST(LiveQuestion, FillsInTheDefaults) {
  const auto question = parse_live("", kOne);
  ASSERT_TRUE(question);
  EXPECT_EQ(question->site, "news.example");
  EXPECT_EQ(question->limit, 10U);
}

TEST(LiveQuestion, ReadsSiteByAnyOfItsHostsAndLimit) {
  const auto question = parse_live("limit=1000&site=WWW.m.news.example", kOne);
  ASSERT_TRUE(question);
  EXPECT_EQ(question->site, "news.example");
  EXPECT_EQ(question->limit, 1000U);
}

TEST(LiveQuestion, RefusesWhatIsNone) {
  EXPECT_EQ(refusal("", kTwo), "missing-parameter");
  EXPECT_EQ(refusal("site=third.example", kTwo), "unknown-site");
  for (const auto* const limit : {"0", "1001", "-1", "1e9", "ten", "99999999999999999999"}) {
    EXPECT_EQ(refusal("limit=" + std::string(limit), kOne), "bad-parameter") << limit;
  }
  EXPECT_EQ(refusal("limit=1&limit=2", kOne), "bad-parameter");
}

}  // namespace
}  // namespace readcount::query
