#include "fake_server.hpp"

#include <gtest/gtest.h>

namespace readcount::cli {
namespace {

std::string live(int total) {
  const auto number = std::to_string(total);
  return R"({"site":"news.example","limit":10,"live":)" + number +
         R"(,"rows":[{"path":"/x","url":"http://a/x","title":"X","section":"","author":"","value":)" +
         number + "}]}";
}

class LiveCommand : public testing::Test, protected FakeServer {};

TEST_F(LiveCommand, IsALineEachTimeWhenPiped) {
  answers(live(1200));
  answers(live(3));
  const auto report = run({"live", "--site", "news.example"});
  ASSERT_EQ(shown.size(), 2U);
  EXPECT_EQ(shown[0].out, "2026-11-01T12:00:00Z  1200\n");
  EXPECT_EQ(shown[1].out, "2026-11-01T12:00:02Z  3\n");
  EXPECT_EQ(asked[1].target, "/v1/live?site=news.example");
  EXPECT_EQ(report.code, Exit::done);
  EXPECT_EQ(report.out, "");
}

TEST_F(LiveCommand, WritesOverTheSameScreen) {
  screen = {true, 40, 24};
  answers(live(1200));
  answers(live(3));
  run({"live"});
  EXPECT_EQ(shown.at(0).out,
            "\x1b[2J\x1b[Hnews.example: 1,200 reading now\x1b[K\n\x1b[K\n"
            "article    now\x1b[K\nX        1,200\x1b[K\n\x1b[J");
  EXPECT_EQ(shown.at(1).out,
            "\x1b[Hnews.example: 3 reading now\x1b[K\n\x1b[K\n"
            "article  now\x1b[K\nX          3\x1b[K\n\x1b[J");
}

TEST_F(LiveCommand, LeavesOutWhatTheScreenHasNoLinesFor) {
  screen = {true, 40, 4};
  answers(live(1));
  run({"live"});
  EXPECT_EQ(shown.at(0).out.find("X "), std::string::npos);
  EXPECT_NE(shown.at(0).out.find("article"), std::string::npos);
}

TEST_F(LiveCommand, NeverLetsASiteOrTitleReachTheTerminal) {
  screen = {true, 40, 24};
  answers(
      R"({"site":"\u001b]0;a\u0007","live":1,"rows":[{"title":"\u001b]0;b\u0007","value":1}]})");
  run({"live"});
  EXPECT_EQ(shown.at(0).out.find("\x1b]"), std::string::npos);
  EXPECT_EQ(shown.at(0).out.find('\x07'), std::string::npos);
}

TEST_F(LiveCommand, AsksOnceWhenToldSo) {
  answers(live(12));
  EXPECT_EQ(run({"live", "--once"}).out,
            "news.example: 12 reading now\n\narticle  now\nX         12\n");
  answers(live(12));
  EXPECT_EQ(run({"--output", "plain", "live", "--once"}).out, "12\n");
  answers(live(12));
  EXPECT_EQ(run({"--output", "json", "live", "--once"}).out, live(12) + '\n');
  answers(live(12));
  EXPECT_EQ(run({"--output", "csv", "live", "--once"}).out,
            "time,path,url,title,section,author,value\n"
            "2026-11-01T12:00:00Z,/x,http://a/x,X,,,12\n");
  EXPECT_TRUE(shown.empty());
}

TEST_F(LiveCommand, NamesTheColumnsOfItsCsvOnce) {
  answers(live(1));
  answers(live(2));
  run({"--output", "csv", "live"});
  EXPECT_EQ(shown.at(0).out,
            "time,path,url,title,section,author,value\n"
            "2026-11-01T12:00:00Z,/x,http://a/x,X,,,1\n");
  EXPECT_EQ(shown.at(1).out, "2026-11-01T12:00:02Z,/x,http://a/x,X,,,2\n");
}

TEST_F(LiveCommand, IsAnObjectALineAsJson) {
  answers(live(1));
  answers(live(2));
  run({"--output", "json", "live"});
  EXPECT_EQ(shown.at(0).out + shown.at(1).out, live(1) + '\n' + live(2) + '\n');
}

TEST_F(LiveCommand, OutlastsAServerThatIsAwayForAWhile) {
  answers(live(1));
  is_away();
  answers(live(2));
  EXPECT_EQ(run({"live"}).code, Exit::done);
  EXPECT_EQ(shown.at(1).out, "");
  EXPECT_EQ(shown.at(1).errors, "readcount: no server at X\n");
  EXPECT_EQ(shown.at(2).out, "2026-11-01T12:00:04Z  2\n");
}

TEST_F(LiveCommand, SaysSoOnItsScreen) {
  screen = {true, 40, 24};
  answers(live(1));
  is_away();
  run({"live"});
  EXPECT_EQ(shown.at(1).out, "\x1b[Hreadcount: no server at X\x1b[K\n\x1b[J");
  EXPECT_EQ(shown.at(1).errors, "");
}

TEST_F(LiveCommand, EndsWhenItCannotBegin) {
  answers(R"({"code":"unknown-site","detail":"no such site"})", 403);
  const auto report = run({"live", "--site", "b"});
  EXPECT_EQ(report.code, Exit::refused);
  EXPECT_EQ(report.errors, "readcount: no such site (unknown-site)\n");
  answers(R"({"rows":[]})");
  EXPECT_EQ(run({"live"}).code, Exit::no_server);
  EXPECT_TRUE(shown.empty());
}

}  // namespace
}  // namespace readcount::cli
