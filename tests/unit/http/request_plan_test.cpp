#include "http/request_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace readcount::http {
namespace {

using testing::ElementsAre;
using testing::Pair;

class RequestPlanTest : public testing::Test {
 protected:
  RequestPlanTest() {
    add("GET", "/a", 0);
    add("POST", "/p", 64);
    add("PUT", "/large", 1'000'000);
  }
  void add(std::string method, std::string path, std::size_t max_body) {
    Route route;
    route.method = std::move(method);
    route.path = std::move(path);
    route.max_body = max_body;
    route.cross_origin = route.path == "/p";
    router_.add(std::move(route));
  }

  /// Bytes arrive, in as many reads as the plan has room for.
  void arrive(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto room = plan_.room();
      ASSERT_FALSE(room.empty());
      const std::size_t part = std::min(room.size(), bytes.size());
      std::copy_n(bytes.begin(), part, room.begin());
      plan_.arrived(part);
      bytes.remove_prefix(part);
      if (!bytes.empty()) plan_.next();
    }
  }
  RequestStep after(std::string_view bytes) {
    arrive(bytes);
    return plan_.next();
  }
  /// What a request that is answered at once is answered with.
  int status_of(std::string_view bytes) {
    EXPECT_EQ(after(bytes), RequestStep::answer);
    return plan_.answer().status;
  }
  bool closes() { return plan_.frame().close; }

  Limits limits_;
  Router router_;
  RequestPlan plan_{router_, limits_, {}};
};

TEST_F(RequestPlanTest, WaitsIdlyThenForTheHeadThenForTheBody) {
  EXPECT_EQ(plan_.next(), RequestStep::read_idle);
  EXPECT_EQ(after("POST /p HTTP/1.1\r\n"), RequestStep::read_head);
  EXPECT_EQ(after("Host: a\r\nContent-Length: 5\r\n\r\nhel"), RequestStep::read_body);
  EXPECT_EQ(after("lo"), RequestStep::serve);
  EXPECT_EQ(plan_.request().body, "hello");
  plan_.finish();
  EXPECT_EQ(plan_.next(), RequestStep::read_idle);
}

TEST_F(RequestPlanTest, ServesTheSameHoweverTheBytesAreCut) {
  const std::string raw =
      "POST /p?q=1 HTTP/1.1\r\nHost: a\r\nX: y\r\nContent-Length: 5\r\n\r\nhello"
      "POST /p?q=1 HTTP/1.1\r\nHost: a\r\nX: y\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nhel\r\n2;x\r\nlo\r\n0\r\nHost: b\r\n\r\n";
  for (std::size_t step = 1; step <= raw.size(); ++step) {
    int served = 0;
    for (std::size_t at = 0; at < raw.size(); at += step) {
      arrive(std::string_view(raw).substr(at, step));
      while (plan_.next() == RequestStep::serve) {
        ++served;
        EXPECT_EQ(plan_.request().query, "q=1");
        EXPECT_EQ(plan_.request().header("x"), "y");
        EXPECT_EQ(plan_.request().headers.size(), 3U) << "a trailer is no field";
        EXPECT_EQ(plan_.request().body, "hello");
        plan_.finish();
      }
    }
    EXPECT_EQ(served, 2) << step;
    EXPECT_EQ(plan_.next(), RequestStep::read_idle) << step;
  }
}

TEST_F(RequestPlanTest, FindsThePartsOfARequestThatOutgrewItsMemory) {
  const std::string body(900'000, 'x');
  arrive("PUT /large?q HTTP/1.1\r\nHost: a\r\nX-Mark: here\r\nContent-Length: 900000\r\n\r\n" +
         body);
  ASSERT_EQ(plan_.next(), RequestStep::serve);
  EXPECT_EQ(plan_.request().method, "PUT");
  EXPECT_EQ(plan_.request().query, "q");
  EXPECT_EQ(plan_.request().header("X-Mark"), "here");
  EXPECT_EQ(plan_.request().body, body);
  plan_.finish();
  EXPECT_EQ(after("GET /a HTTP/1.1\r\nHost: a\r\n\r\n"), RequestStep::serve);
}

TEST_F(RequestPlanTest, RefusesALargeBodyBeforeItIsSent) {
  EXPECT_EQ(status_of("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 65\r\n"
                      "Expect: 100-continue\r\n\r\n"),
            413);
  EXPECT_EQ(plan_.refusal(), Code::body_too_large);
  EXPECT_TRUE(closes());
  EXPECT_TRUE(plan_.leaves_unread());
  EXPECT_TRUE(plan_.frame().cross_origin);
}

TEST_F(RequestPlanTest, TellsAWaitingClientToGoOnOnce) {
  const std::string head =
      "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
  EXPECT_EQ(after(head), RequestStep::send_continue);
  EXPECT_EQ(plan_.next(), RequestStep::read_body);
  EXPECT_EQ(after("ok"), RequestStep::serve);
  plan_.finish();
  EXPECT_EQ(after(head + "o"), RequestStep::read_body) << "it does not wait";
}

TEST_F(RequestPlanTest, AnswersByItselfWhereThereIsNoRoute) {
  EXPECT_EQ(status_of("GET /b HTTP/1.1\r\nHost: a\r\n\r\n"), 404);
  EXPECT_EQ(plan_.path(), "(none)");
  EXPECT_FALSE(closes());
  plan_.finish();
  EXPECT_EQ(status_of("GET /p HTTP/1.1\r\nHost: a\r\n\r\n"), 405);
  EXPECT_EQ(plan_.path(), "/p");
  EXPECT_THAT(plan_.answer().headers, ElementsAre(Pair("Allow", "POST, OPTIONS")));
  EXPECT_FALSE(closes());
}

TEST_F(RequestPlanTest, PassesOverABodyThatIsThereAndClosesOnOneThatIsNot) {
  const std::string head = "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n";
  EXPECT_EQ(status_of(head + "abcGET /a HTTP/1.1\r\nHost: a\r\n\r\n"), 404);
  EXPECT_FALSE(closes());
  plan_.finish();
  EXPECT_EQ(plan_.next(), RequestStep::serve) << "the body is not taken for a request";
  plan_.finish();
  EXPECT_EQ(status_of(head + "ab"), 404);
  EXPECT_TRUE(closes());
  EXPECT_TRUE(plan_.leaves_unread());
}

TEST_F(RequestPlanTest, AnswersABrowsersPreflight) {
  EXPECT_EQ(status_of("OPTIONS /p HTTP/1.1\r\nHost: a\r\n\r\n"), 204);
  EXPECT_EQ(plan_.refusal(), std::nullopt);
  EXPECT_TRUE(plan_.frame().cross_origin);
  EXPECT_THAT(plan_.answer().headers,
              ElementsAre(Pair("Allow", "POST, OPTIONS"),
                          Pair("Access-Control-Allow-Methods", "POST, OPTIONS"),
                          Pair("Access-Control-Allow-Headers", "Content-Type"),
                          Pair("Access-Control-Max-Age", "86400")));
  plan_.finish();
  EXPECT_EQ(status_of("OPTIONS /a HTTP/1.1\r\nHost: a\r\n\r\n"), 405);
  plan_.finish();
  EXPECT_EQ(status_of("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"), 204);
}

TEST_F(RequestPlanTest, ClosesAfterWhateverIsMalformed) {
  EXPECT_EQ(status_of("GET /a HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"), 400);
  EXPECT_TRUE(closes());
  EXPECT_EQ(plan_.next(), RequestStep::answer) << "nothing behind it is read";
}

TEST_F(RequestPlanTest, RefusesGarbageBeforeItEnds) { EXPECT_EQ(status_of("\x16\x03\x01"), 400); }

TEST_F(RequestPlanTest, RefusesBareLineFeedsThatComeByteByByte) {
  for (const char byte : std::string_view("GET /a HTTP/1.1\nHost: a\n")) after({&byte, 1});
  EXPECT_EQ(status_of("\n"), 400);
}

TEST_F(RequestPlanTest, AnswersARequestThatCameTooSlowly) {
  EXPECT_EQ(after("HEAD /a HT"), RequestStep::read_head);
  EXPECT_TRUE(plan_.wants_more());
  plan_.time_out();
  EXPECT_EQ(plan_.next(), RequestStep::answer);
  EXPECT_EQ(plan_.answer().status, 408);
  EXPECT_EQ(plan_.refusal(), Code::timeout);
  EXPECT_TRUE(closes());
}

TEST_F(RequestPlanTest, WantsNoMoreOfAWholeRequest) {
  arrive("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_FALSE(plan_.wants_more());
  EXPECT_EQ(plan_.next(), RequestStep::serve);
}

TEST_F(RequestPlanTest, KeepsTheConnectionAsTheVersionSays) {
  EXPECT_EQ(after("GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), RequestStep::serve);
  EXPECT_TRUE(plan_.frame().close);
  plan_.finish();
  EXPECT_EQ(after("GET /a HTTP/1.0\r\n\r\n"), RequestStep::serve);
  EXPECT_TRUE(plan_.frame().close);
  plan_.finish();
  EXPECT_EQ(after("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"), RequestStep::serve);
  EXPECT_FALSE(plan_.frame().close);
  EXPECT_TRUE(plan_.frame().keep_alive);
}

}  // namespace
}  // namespace readcount::http
