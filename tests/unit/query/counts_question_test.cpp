#include "query/counts_question.hpp"

#include "times.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace readcount::query {
namespace {

const ping::Sites& sites() {
  static const ping::Sites kSites(std::vector<ping::SiteRule>{{"news.example", {}, {}}});
  return kSites;
}

std::string repeated(std::string_view part, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += part;
  return all;
}

TEST(CountQuestion, TakesOneAddress) {
  const auto asked = parse_count("url=https%3A%2F%2Fnews.example%2Fa&other=1", sites());
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->url, "https://news.example/a");
  EXPECT_EQ(asked->article->path, "/a");
}

TEST(CountQuestion, RefusesNoneSeveralAndForeignOnes) {
  EXPECT_EQ(code_of(parse_count("", sites())), Code::missing_parameter);
  EXPECT_EQ(code_of(parse_count("url=https://news.example/a&url=https://news.example/b", sites())),
            Code::too_many_urls);
  EXPECT_EQ(code_of(parse_count("url=https://elsewhere.example/", sites())), Code::unknown_site);
}

TEST(CountsQuestion, TakesAHundredAndNotOneMore) {
  const auto hundred = parse_counts(repeated("url=https://news.example/a&", 100), sites());
  ASSERT_TRUE(hundred);
  EXPECT_EQ(hundred->size(), 100U);
  EXPECT_EQ(code_of(parse_counts(repeated("url=https://news.example/a&", 101), sites())),
            Code::too_many_urls);
}

TEST(CountsQuestion, KeepsABadAddressInItsPlace) {
  const auto asked = parse_counts("url=/relative&url=https://news.example/b", sites());
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->at(0).article.error().code, Code::bad_url);
  EXPECT_EQ(asked->at(1).article->path, "/b");
}

TEST(CountsBody, TakesAThousandAndNotOneMore) {
  const std::string one = R"("https://news.example/a")";
  const auto body = [&](int more) { return '[' + one + repeated(',' + one, more) + ']'; };
  ASSERT_TRUE(parse_counts_body(body(999), sites()));
  EXPECT_EQ(code_of(parse_counts_body(body(1000), sites())), Code::too_many_urls);
}

TEST(CountsBody, SaysWhatIsWrong) {
  EXPECT_EQ(code_of(parse_counts_body("[", sites())), Code::bad_json);
  EXPECT_EQ(code_of(parse_counts_body(repeated("[", 100'000), sites())), Code::bad_json);
  EXPECT_EQ(code_of(parse_counts_body("{}", sites())), Code::wrong_type);
  EXPECT_EQ(code_of(parse_counts_body("[7]", sites())), Code::wrong_type);
  EXPECT_EQ(code_of(parse_counts_body("[]", sites())), Code::missing_parameter);
}

}  // namespace
}  // namespace readcount::query
