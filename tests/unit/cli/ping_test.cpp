#include "fake_server.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <set>

namespace readcount::cli {
namespace {

class PingCommand : public testing::Test, protected FakeServer {};

TEST_F(PingCommand, SendsAViewWithAnIdOfItsOwn) {
  std::set<std::string> ids;
  for (int i = 0; i < 10; ++i) {
    answers(R"({"views":229,"readers":190,"reads":120,"live":4,"outcome":"counted"})");
    run("ping", {"http://news.example/\"a\""});
    EXPECT_EQ(asked.back().target, "/v1/ping");
    const auto ping = boost::json::parse(asked.back().body);
    EXPECT_EQ(ping.at("type"), "view");
    EXPECT_EQ(ping.at("url"), "http://news.example/\"a\"");
    const std::string id(ping.at("view").as_string());
    EXPECT_EQ(id.size(), 32U);
    EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos);
    ids.insert(id);
  }
  EXPECT_EQ(ids.size(), 10U);
}

TEST_F(PingCommand, ShowsTheOutcomeAndTheNewCounts) {
  const auto* body = R"({"views":1229,"readers":190,"reads":120,"live":4,"outcome":"counted"})";
  for (int i = 0; i < 3; ++i) answers(body);
  EXPECT_EQ(run("ping", {"u"}).out,
            "outcome  views  readers  reads  live\n"
            "counted  1,229      190    120     4\n");
  EXPECT_EQ(run("ping", {"u"}, Output::csv).out,
            "outcome,views,readers,reads,live\ncounted,1229,190,120,4\n");
  EXPECT_EQ(run("ping", {"u"}, Output::plain).out, "1229\n");
}

TEST_F(PingCommand, ShowsThatTheCountsAreNotKnownNow) {
  const auto* body = R"({"views":null,"readers":null,"reads":null,"live":4,"outcome":"counted"})";
  for (int i = 0; i < 3; ++i) answers(body);
  EXPECT_EQ(run("ping", {"u"}).out,
            "outcome  views  readers  reads  live\n"
            "counted      -        -      -     4\n");
  EXPECT_EQ(run("ping", {"u"}, Output::csv).out,
            "outcome,views,readers,reads,live\ncounted,,,,4\n");
  EXPECT_EQ(run("ping", {"u"}, Output::plain).out, "-\n");
}

class ReadyCommand : public testing::Test, protected FakeServer {};

TEST_F(ReadyCommand, SaysSoAndByItsExitCode) {
  answers("ready\n");
  const auto ready = run("ready", {});
  EXPECT_EQ(ready.out, "ready\n");
  EXPECT_EQ(ready.code, Exit::done);
  EXPECT_EQ(asked.at(0).target, "/readyz");

  answers(R"({"code":"journal-unavailable","detail":"check the disk"})", 503);
  const auto refused = run("ready", {});
  EXPECT_EQ(refused.errors, "readcount: check the disk (journal-unavailable)\n");
  EXPECT_EQ(refused.code, Exit::refused);

  is_away();
  EXPECT_EQ(run("ready", {}).code, Exit::no_server);
  answers("<html>");
  EXPECT_EQ(run("ready", {}).code, Exit::no_server);
}

class WhoamiCommand : public testing::Test, protected FakeServer {};

TEST_F(WhoamiCommand, ShowsAllFields) {
  const auto* body =
      R"({"address":"192.0.2.1","trusted":false,"port":1024,"why":null,"list":["a"]})";
  for (int i = 0; i < 3; ++i) answers(body);
  EXPECT_EQ(run("whoami", {}).out,
            "field    value\n"
            "address  192.0.2.1\n"
            "trusted  false\n"
            "port     1,024\n"
            "why      -\n"
            "list     [\"a\"]\n");
  EXPECT_EQ(run("whoami", {}, Output::csv).out,
            "address,trusted,port,why,list\n192.0.2.1,false,1024,,\"[\"\"a\"\"]\"\n");
  EXPECT_EQ(run("whoami", {}, Output::plain).out, "192.0.2.1\nfalse\n1024\n-\n[\"a\"]\n");
  EXPECT_EQ(asked.at(0).target, "/v1/whoami");
}

TEST_F(WhoamiCommand, AsksForTheTokenWhenTheServerDoes) {
  answers(R"({"code":"unauthorized","detail":"a token is needed"})", 401);
  const auto report = run("whoami", {});
  EXPECT_EQ(report.errors,
            "readcount: a token is needed (unauthorized)\n"
            "  Give the server's token by --token-file FILE.\n");
  EXPECT_EQ(report.code, Exit::refused);
}

}  // namespace
}  // namespace readcount::cli
