#include "fake_server.hpp"

#include <gtest/gtest.h>

namespace readcount::cli {
namespace {

const char* const kEngagement =
    R"({"site":"a","url":"http://a/x","loads":1500,"views":1200,"readers":1000,"reads":400,
"completions":120,"engaged_seconds":54321,"engaged":{"p25":3.21,"p50":14,"p75":40.5,"p90":97},
"scroll":{"25":1100,"50":900,"75":300,"100":150}})";

class EngagementCommand : public testing::Test, protected FakeServer {};

TEST_F(EngagementCommand, ShowsTheFunnelWithSharesOfTheViews) {
  answers(kEngagement);
  EXPECT_EQ(run({"engagement", "http://a/x"}).out,
            "http://a/x\n"
            "                    number  % of views\n"
            "loads                1,500           -\n"
            "views                1,200           -\n"
            "readers              1,000           -\n"
            "reads                  400        33.3\n"
            "completions            120          10\n"
            "saw a quarter        1,100        91.7\n"
            "saw half               900          75\n"
            "saw three quarters     300          25\n"
            "saw the end            150        12.5\n"
            "engaged seconds     54,321           -\n"
            "a view, 25 % below     3.2           -\n"
            "a view, median          14           -\n"
            "a view, 75 % below    40.5           -\n"
            "a view, 90 % below      97           -\n");
  EXPECT_EQ(asked[0].target, "/v1/engagement?url=http%3A%2F%2Fa%2Fx");
}

TEST_F(EngagementCommand, IsOneRowAsCsvAndItsValuesPlain) {
  answers(kEngagement);
  EXPECT_EQ(run({"--output", "csv", "engagement", "http://a/x"}).out,
            "loads,views,readers,reads,completions,scroll_25,scroll_50,scroll_75,scroll_100,"
            "engaged_seconds,engaged_p25,engaged_p50,engaged_p75,engaged_p90\n"
            "1500,1200,1000,400,120,1100,900,300,150,54321,3.21,14,40.5,97\n");
  answers(kEngagement);
  EXPECT_EQ(run({"--output", "plain", "engagement", "http://a/x"}).out,
            "1500\n1200\n1000\n400\n120\n1100\n900\n300\n150\n54321\n3.21\n14\n40.5\n97\n");
}

TEST_F(EngagementCommand, DrawsTheAgeOfAnArticle) {
  answers(R"({"views":8,"age":[{"day":0,"value":7},{"day":1,"value":1},{"day":2,"value":0}]})");
  const auto out = run({"engagement", "http://a/x"}).out;
  EXPECT_TRUE(out.ends_with("\nviews by day since publication\n█▂▁\n")) << out;
  for (const auto* none : {R"({"views":8,"age":[]})", R"({"views":8,"age":null})"}) {
    answers(none);
    EXPECT_EQ(run({"engagement", "http://a/x"}).out.find("publication"), std::string::npos);
  }
}

TEST_F(EngagementCommand, HasNoSharesOfNoViews) {
  answers(R"({"loads":0,"views":0,"readers":0,"reads":0,"completions":0,"engaged_seconds":0,
    "engaged":{"p25":null},"scroll":{}})");
  const auto out = run({"engagement", "http://a/x"}).out;
  EXPECT_NE(out.find("reads                    0           -\n"), std::string::npos) << out;
  EXPECT_NE(out.find("saw half                 -           -\n"), std::string::npos) << out;
}

TEST_F(EngagementCommand, TellsOthersThanReadcountd) {
  for (const auto* body : {"[]", "{}", R"({"views":"many"})", "<html>"}) {
    answers(body);
    EXPECT_EQ(run({"engagement", "http://a/x"}).code, Exit::no_server) << body;
  }
}

}  // namespace
}  // namespace readcount::cli
