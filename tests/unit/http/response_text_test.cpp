#include "http/response_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace readcount::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view kDate = "Sun, 06 Nov 1994 08:49:37 GMT";

std::string text(const Response& response, const AnswerFrame& frame = {}) {
  std::string out;
  append_answer(out, response, frame, kDate);
  return out;
}

TEST(AnswerText, IsStatusLineFieldsAndBody) {
  Response response;
  response.content_type = "text/plain";
  response.body = "hello";
  response.headers.emplace_back("ETag", "\"1\"");
  EXPECT_EQ(text(response),
            "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
            "Content-Type: text/plain\r\nContent-Length: 5\r\nETag: \"1\"\r\n\r\nhello");
}

TEST(AnswerText, GoesBehindWhatIsThere) {
  std::string out = "before";
  append_answer(out, {}, {}, kDate);
  EXPECT_THAT(out, StartsWith("beforeHTTP/1.1 200 OK\r\n"));
}

TEST(AnswerText, SaysALengthOfZero) {
  EXPECT_THAT(text({}), HasSubstr("\r\nContent-Length: 0\r\n"));
}

TEST(AnswerText, HasNeitherLengthNorBodyWhereHttpForbidsThem) {
  for (const int status : {204, 304}) {
    Response response;
    response.status = status;
    response.body = "a mistake that would be taken for the next answer";
    EXPECT_THAT(text(response), Not(HasSubstr("Content-Length"))) << status;
    EXPECT_THAT(text(response), EndsWith("\r\n\r\n")) << status;
  }
}

TEST(AnswerText, HasTheLengthButNotTheBodyForHead) {
  Response response;
  response.body = "hello";
  AnswerFrame frame;
  frame.head_only = true;
  EXPECT_THAT(text(response, frame), HasSubstr("Content-Length: 5\r\n"));
  EXPECT_THAT(text(response, frame), EndsWith("\r\n\r\n"));
}

TEST(AnswerText, SaysWhatBecomesOfTheConnection) {
  AnswerFrame frame;
  EXPECT_THAT(text({}, frame), Not(HasSubstr("Connection")));
  frame.keep_alive = true;
  EXPECT_THAT(text({}, frame), HasSubstr("Connection: keep-alive\r\n"));
  frame.close = true;
  EXPECT_THAT(text({}, frame), HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(text({}, frame), Not(HasSubstr("keep-alive")));
}

TEST(AnswerText, LetsAnyPageReadWhatIsMeantForIt) {
  AnswerFrame frame;
  EXPECT_THAT(text({}, frame), Not(HasSubstr("Access-Control")));
  frame.cross_origin = true;
  EXPECT_THAT(text({}, frame), HasSubstr("Access-Control-Allow-Origin: *\r\n"));
}

TEST(AnswerText, RefusesAFieldThatWouldStartAnother) {
  for (const std::string& value : {std::string("a\r\nSet-Cookie: b"), std::string("a\n"),
                                   std::string("a\r"), std::string("a\0b", 3)}) {
    Response response;
    response.headers.emplace_back("X-Echo", value);
    std::string out = "before";
    EXPECT_THROW(append_answer(out, response, {}, kDate), std::invalid_argument);
    EXPECT_EQ(out, "before");
  }
  Response response;
  response.headers.emplace_back("X: a\r\nY", "1");
  EXPECT_THROW(text(response), std::invalid_argument);
}

TEST(AnswerText, RefusesAStatusThatIsNone) {
  Response response;
  for (const int status : {0, -1, 100, 199, 600, 99999}) {
    response.status = status;
    EXPECT_THROW(text(response), std::invalid_argument) << status;
  }
}

TEST(HttpDate, IsWrittenAsInRfc9110) {
  HttpDate date;
  EXPECT_EQ(date.at(std::chrono::sys_seconds(std::chrono::seconds(784111777))), kDate);
  EXPECT_EQ(date.at(std::chrono::sys_seconds(std::chrono::seconds(784111777))), kDate);
  EXPECT_EQ(date.at(std::chrono::sys_seconds(std::chrono::seconds(1709164800))),
            "Thu, 29 Feb 2024 00:00:00 GMT");
}

}  // namespace
}  // namespace readcount::http
