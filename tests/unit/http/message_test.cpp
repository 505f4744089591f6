#include "http/message.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace readcount::http {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::Pair;

std::string detail_of(const std::string& detail) {
  const std::string body = problem_response({Code::bad_url, detail}).body;
  const std::string mark = "\"detail\":\"";
  const std::size_t at = body.find(mark) + mark.size();
  return body.substr(at, body.size() - at - 2);
}

TEST(RequestHeader, IsFoundInAnyCaseAndTheFirstWins) {
  const Header headers[] = {{"X-Forwarded-For", "a"}, {"user-agent", "b"}, {"USER-AGENT", "c"}};
  Request request;
  request.headers = headers;
  EXPECT_EQ(request.header("User-Agent"), "b");
  EXPECT_EQ(request.header("x-forwarded-for"), "a");
  EXPECT_EQ(request.header("x-forwarded-fo"), "");
  EXPECT_EQ(request.header("@ser-agent"), "") << "only letters have a case";
}

TEST(ProblemResponse, NamesStatusCodeAndWhatToChange) {
  const Response response = problem_response({Code::unknown_site, "Add it with --site."});
  EXPECT_EQ(response.status, 403);
  EXPECT_EQ(response.content_type, "application/problem+json");
  EXPECT_EQ(response.body,
            R"({"type":"about:blank","title":"The address is of a site that is not counted here",)"
            R"("status":403,"code":"unknown-site","detail":"Add it with --site."})");
  EXPECT_THAT(response.headers, IsEmpty());
}

TEST(ProblemResponse, SaysWhenToTryAgain) {
  EXPECT_THAT(problem_response({Code::journal_full, ""}).headers,
              Contains(Pair("Retry-After", "1")));
  EXPECT_THAT(problem_response({Code::unauthorized, ""}).headers,
              Contains(Pair("WWW-Authenticate", "Bearer")));
}

TEST(ProblemResponse, EscapesWhatTheClientSaid) {
  EXPECT_EQ(detail_of("a\"b\\c\n\x01"), R"(a\"b\\c\u000a\u0001)");
}

TEST(ProblemResponse, KeepsUtf8AndReplacesWhatIsNot) {
  const std::string replacement = "\xef\xbf\xbd";
  EXPECT_EQ(detail_of("t\xc3\xbcrkiye \xe2\x82\xac \xf0\x9f\x93\xb0 \xf4\x8f\xbf\xbf"),
            "t\xc3\xbcrkiye \xe2\x82\xac \xf0\x9f\x93\xb0 \xf4\x8f\xbf\xbf");
  for (const std::string bad : {"\x80", "\xff", "\xc3", "\xc0", "\xf5"}) {
    EXPECT_EQ(detail_of("a" + bad + "b"), "a" + replacement + "b");
  }
  EXPECT_EQ(detail_of("\xe2\x82"), replacement + replacement) << "cut";
  EXPECT_EQ(detail_of("\xed\xa0\x80"), replacement + replacement + replacement) << "a surrogate";
  EXPECT_EQ(detail_of("\xe0\x80\x80"), replacement + replacement + replacement) << "overlong";
  EXPECT_EQ(detail_of("\xf4\x90\x80\x80").size(), 4 * replacement.size()) << "above U+10FFFF";
}

}  // namespace
}  // namespace readcount::http
