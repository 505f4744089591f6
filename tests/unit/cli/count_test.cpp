#include "fake_server.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace readcount::cli {
namespace {

std::string article(const std::string& path, int views) {
  return R"({"url":"http://news.example)" + path + R"(","site":"news.example","path":")" + path +
         R"(","views":)" + std::to_string(views) +
         R"(,"readers":1900,"reads":12,"completions":3,"engaged_seconds":4,"live":2})";
}

class CountCommand : public testing::Test, protected FakeServer {
 protected:
  Report count(const std::vector<std::string>& urls, Output output = Output::table) {
    return run("count", urls, output);
  }
};

TEST_F(CountCommand, AsksForOneArticleByItsAddress) {
  answers(article("/a", 2280));
  const auto report = count({"http://news.example/a?id=1&x=ü"});
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked[0].target, "/v1/count?url=http%3A%2F%2Fnews.example%2Fa%3Fid%3D1%26x%3D%C3%BC");
  EXPECT_EQ(asked[0].body, "");
  EXPECT_EQ(report.code, Exit::done);
  EXPECT_EQ(report.errors, "");
  EXPECT_EQ(report.out,
            "article         views  readers  reads\n"
            "news.example/a  2,280    1,900     12\n");
}

TEST_F(CountCommand, AsksForSeveralAtOnce) {
  answers("{\"counts\":[" + article("/a", 1) + ',' + article("/b", 2) + "]}");
  const auto report = count({"http://news.example/a", "http://news.example/b"}, Output::plain);
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked[0].target, "/v1/counts");
  EXPECT_EQ(asked[0].body, R"(["http://news.example/a","http://news.example/b"])");
  EXPECT_EQ(report.out, "1\n2\n");
}

TEST_F(CountCommand, PrintsEveryFieldAsCsv) {
  answers(article("/a,b", 7));
  EXPECT_EQ(count({"u"}, Output::csv).out,
            "url,site,path,views,readers,reads,completions,engaged_seconds,live\n"
            "\"http://news.example/a,b\",news.example,\"/a,b\",7,1900,12,3,4,2\n");
}

TEST_F(CountCommand, PrintsTheServersJsonAsItCame) {
  answers(R"({"views": 1,  "new":1.50})");
  EXPECT_EQ(count({"u"}, Output::json).out, "{\"views\": 1,  \"new\":1.50}\n");
}

TEST_F(CountCommand, PrintsJsonForPeopleOnATerminal) {
  screen.terminal = true;
  answers(R"({"views":1,"path":"/\u001b[2J)"
          "\xc2\x9b"
          R"(","list":[],"more":[true]})");
  EXPECT_EQ(count({"u"}, Output::json).out,
            "{\n  \"views\": 1,\n  \"path\": \"/\\u001b[2J�\",\n  \"list\": [],\n  \"more\": [\n"
            "    true\n  ]\n}\n");
}

TEST_F(CountCommand, SplitsMoreThanAThousandAndJoinsTheAnswers) {
  std::string first = "{\"counts\":[" + article("/a", 1);
  for (int i = 1; i < 1000; ++i) first += ',' + article("/a", 1);
  answers(first + "]}");
  answers("{\"counts\":[" + article("/b", 2) + "]}");
  const auto report = count(std::vector<std::string>(1001, "u"), Output::json);
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_EQ(asked[1].body, R"(["u"])");
  const auto joined = boost::json::parse(report.out).at("counts").as_array();
  ASSERT_EQ(joined.size(), 1001U);
  EXPECT_EQ(joined[1000].at("views"), 2);
}

TEST_F(CountCommand, ReadsAddressesFromStandardInput) {
  answers("{\"counts\":[" + article("/a", 1) + ',' + article("/b", 2) + "]}");
  const auto report = run("count", {"-"}, Output::plain, "u1\r\n\n  \nu2");
  EXPECT_EQ(asked.at(0).body, R"(["u1","u2"])");
  EXPECT_EQ(report.out, "1\n2\n");
}

TEST_F(CountCommand, NeedsAnAddressOnStandardInput) {
  const auto report = run("count", {"-"}, Output::plain, "\n");
  EXPECT_EQ(report.code, Exit::usage);
  EXPECT_EQ(report.errors, "readcount: no address on standard input: one a line\n");
}

TEST_F(CountCommand, ShowsTheOthersWhenOneCannotBeCounted) {
  answers("{\"counts\":[" + article("/a", 1) +
          R"(,{"url":"http://b\u001b/","code":"unknown-site","detail":"no such site"}]})");
  const auto report = count({"a", "http://b/"}, Output::plain);
  EXPECT_EQ(report.out, "1\n-\n");
  EXPECT_EQ(report.errors, "readcount: http://b�/: no such site\n");
  EXPECT_EQ(report.code, Exit::refused);
}

TEST_F(CountCommand, SaysWhatTheServerSaid) {
  answers(R"({"code":"unknown-site","detail":"add \u001b[2J --site b"})", 403);
  const auto report = count({"http://b/"});
  EXPECT_EQ(report.out, "");
  EXPECT_EQ(report.errors, "readcount: add �[2J --site b (unknown-site)\n");
  EXPECT_EQ(report.code, Exit::refused);
}

TEST_F(CountCommand, NamesTheStatusWhenThereIsNoDetail) {
  answers("<html>\x1b[2J", 502);
  const auto report = count({"u"});
  EXPECT_EQ(report.errors, "readcount: the server answered with status 502\n");
  EXPECT_EQ(report.code, Exit::refused);
}

TEST_F(CountCommand, NamesTheTargetOfARedirect) {
  redirects("https://count.news.example/");
  const auto report = count({"u"});
  EXPECT_EQ(report.errors,
            "readcount: the server answered with status 302, a redirect to "
            "https://count.news.example/\n  Name that server by --server.\n");
  EXPECT_EQ(report.code, Exit::refused);
}

TEST_F(CountCommand, TellsOthersThanReadcountd) {
  for (const auto* body : {"<html>", "", "[]", "\"x\"", "{\"views\":"}) {
    answers(body);
    const auto report = count({"u"});
    EXPECT_EQ(report.code, Exit::no_server) << body;
    EXPECT_NE(report.errors.find("--server"), std::string::npos) << body;
  }
}

TEST_F(CountCommand, RefusesAnAnswerWithAnotherNumberOfArticles) {
  for (const auto* body : {"[]", "{}", "{\"counts\":1}", "{\"counts\":[{\"views\":1}]}"}) {
    answers(body);
    EXPECT_EQ(count({"a", "b"}).code, Exit::no_server) << body;
  }
}

TEST_F(CountCommand, PassesOnThatThereIsNoServer) {
  is_away();
  const auto report = count({"u"});
  EXPECT_EQ(report.code, Exit::no_server);
  EXPECT_EQ(report.errors, "readcount: no server at X\n");
}

}  // namespace
}  // namespace readcount::cli
