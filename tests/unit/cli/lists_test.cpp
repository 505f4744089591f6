#include "fake_server.hpp"

#include <gtest/gtest.h>

// top, trending and sources: lists of rows.

namespace readcount::cli {
namespace {

const char* const kTop = R"({"site":"news.example","metric":"views","period":"24h",
"from":"2026-11-01T00:00:00Z","to":"2026-11-02T00:00:00Z","tz":"UTC","limit":10,"rows":[
{"path":"/politics/budget","url":"https://news.example/politics/budget","title":"Budget, passed",
 "section":"Politics","author":"","value":1234},
{"path":"/x","url":"https://news.example/x","title":"","section":"","author":"","value":7}]})";

class Lists : public testing::Test, protected FakeServer {};

TEST_F(Lists, TopAsksWithWhatWasGivenAndNothingElse) {
  answers(kTop);
  answers(kTop);
  run({"top"});
  EXPECT_EQ(asked[0].target, "/v1/top");
  EXPECT_EQ(asked[0].body, "");
  run({"top", "--metric", "readers", "--from", "2026-11-01T18:00:00+03:00", "--to", "2026-11-02",
       "--section", "Spor & Sağlık", "--tz", "Europe/Istanbul", "--limit", "5"});
  EXPECT_EQ(asked[1].target,
            "/v1/top?from=2026-11-01T18%3A00%3A00%2B03%3A00&limit=5&metric=readers"
            "&section=Spor%20%26%20Sa%C4%9Fl%C4%B1k&to=2026-11-02&tz=Europe%2FIstanbul");
}

TEST_F(Lists, TopShowsTitlesElsePathsAndOnlyColumnsThatHoldSomething) {
  answers(kTop);
  const auto report = run({"top"});
  EXPECT_EQ(report.code, Exit::done);
  EXPECT_EQ(report.out,
            "news.example, 2026-11-01T00:00:00Z to 2026-11-02T00:00:00Z\n"
            "article         section   views\n"
            "Budget, passed  Politics  1,234\n"
            "/x              -             7\n");
}

TEST_F(Lists, TopHasAllFieldsAsCsvAndValuesAlonePlain) {
  answers(kTop);
  EXPECT_EQ(run({"--output", "csv", "top"}).out,
            "path,url,title,section,author,value\n"
            "/politics/budget,https://news.example/politics/budget,\"Budget, passed\",Politics,,"
            "1234\n"
            "/x,https://news.example/x,,,,7\n");
  answers(kTop);
  EXPECT_EQ(run({"--output", "plain", "top"}).out, "1234\n7\n");
  answers(kTop);
  EXPECT_EQ(run({"--output", "json", "top"}).out, std::string(kTop) + '\n');
}

TEST_F(Lists, FitTheTerminal) {
  screen.width = 30;
  answers(kTop);
  EXPECT_EQ(run({"top"}).out,
            "news.example, 2…1-02T00:00:00Z\n"
            "article        section   views\n"
            "Budget…passed  Politics  1,234\n"
            "/x             -             7\n");
}

TEST_F(Lists, SayOfEngagedTimeThatItIsSeconds) {
  answers(R"({"site":"a","metric":"engaged","rows":[{"path":"/x","value":90}]})");
  EXPECT_EQ(run({"top", "--metric", "engaged"}).out,
            "a\narticle  engaged seconds\n/x                    90\n");
}

TEST_F(Lists, MayBeEmpty) {
  const auto* empty = R"({"site":"a","metric":"reads","rows":[]})";
  answers(empty);
  EXPECT_EQ(run({"top"}).out, "a\narticle  reads\n");
  answers(empty);
  EXPECT_EQ(run({"--output", "plain", "top"}).out, "");
}

TEST_F(Lists, TrendingShowsScoresInOneDecimalAndKeepsThemInCsv) {
  const auto* body =
      R"({"site":"a","rows":[{"path":"/x","url":"http://a/x","title":"X","section":"",
    "author":"Ayşe","value":12.3456},{"path":"/y","url":"http://a/y","value":3e-7}]})";
  answers(body);
  EXPECT_EQ(run({"trending", "--author", "Ayşe"}).out,
            "a\narticle  author  score\nX        Ayşe     12.3\n/y       -         0.0\n");
  EXPECT_EQ(asked[0].target, "/v1/trending?author=Ay%C5%9Fe");
  answers(body);
  EXPECT_EQ(run({"--output", "plain", "trending"}).out, "12.3456\n0.0000003\n");
}

TEST_F(Lists, SourcesAreNamedAfterWhatTheyTellApart) {
  const auto* body = R"json({"site":"a","url":"http://a/x","by":"referrer","period":"7d","rows":[
    {"name":"google.com","value":1200},{"name":"","value":30},{"name":"(other)","value":4}]})json";
  answers(body);
  EXPECT_EQ(run({"sources", "http://a/x", "--by", "referrer", "--period", "7d"}).out,
            "http://a/x, 7d\n"
            "referrer    views\n"
            "google.com  1,200\n"
            "-              30\n"
            "(other)         4\n");
  EXPECT_EQ(asked[0].target, "/v1/sources?by=referrer&period=7d&url=http%3A%2F%2Fa%2Fx");
  answers(body);
  EXPECT_EQ(run({"--output", "csv", "sources"}).out,
            "name,value\ngoogle.com,1200\n,30\n(other),4\n");
}

TEST_F(Lists, SourcesCountEventsInTimes) {
  answers(R"({"site":"a","by":"event","period":"all","from":"A","to":"B","rows":[
    {"name":"share","value":3}]})");
  EXPECT_EQ(run({"sources", "--by", "event"}).out, "a, all\nevent  times\nshare      3\n");
}

TEST_F(Lists, SourcesCountClassesInLoads) {
  answers(R"({"site":"a","by":"class","period":"7d","rows":[
    {"name":"reader","value":1200},{"name":"bot","value":30}]})");
  EXPECT_EQ(run({"sources", "--by", "class"}).out,
            "a, 7d\nclass   loads\nreader  1,200\nbot        30\n");
}

TEST_F(Lists, NeverLetTitlesReachTheTerminal) {
  for (const auto* output : {"table", "csv", "plain", "json"}) {
    screen.terminal = true;
    answers(R"({"site":"\u001b[2J","rows":[{"path":"/","title":"\u001b]0;x\u0007","value":1}]})");
    EXPECT_EQ(run({"--output", output, "top"}).out.find('\x1b'), std::string::npos) << output;
  }
}

TEST_F(Lists, PassOnWhatTheServerSaid) {
  answers(R"({"code":"bad-parameter","detail":"step=minute is kept for 48 h: use hour"})", 400);
  const auto report = run({"series", "--step", "minute", "--period", "30d"});
  EXPECT_EQ(report.code, Exit::refused);
  EXPECT_EQ(report.out, "");
  EXPECT_EQ(report.errors, "readcount: step=minute is kept for 48 h: use hour (bad-parameter)\n");
}

TEST_F(Lists, TellOthersThanReadcountd) {
  for (const auto* command : {"top", "trending", "series", "sources", "live"}) {
    for (const auto* body : {"<html>", "[]", "{}", R"({"rows":{}})", R"({"rows":[1]})"}) {
      answers(body);
      const auto report = run({command});
      EXPECT_EQ(report.code, Exit::no_server) << command << body;
      EXPECT_NE(report.errors.find("--server"), std::string::npos) << command << body;
    }
  }
}

TEST_F(Lists, EndWithThreeWhenThereIsNoServer) {
  for (const auto* command : {"top", "trending", "series", "sources", "engagement", "live"}) {
    is_away();
    EXPECT_EQ(run({command}).code, Exit::no_server) << command;
  }
}

}  // namespace
}  // namespace readcount::cli
