// What a well-behaved client gets.

#include "harness.hpp"

#include <gmock/gmock.h>

#include <thread>

namespace readcount::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Connection : public ServerTest {};

TEST_F(Connection, AnswersOneRequestAfterTheOther) {
  start();
  Client client = connect();
  for (int i = 0; i < 3; ++i) {
    const Answer answer = client.ask(kHello);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "hello");
    EXPECT_EQ(answer.fields.count("Connection"), 0U);
    EXPECT_EQ(answer.fields.at("Date").size(), 29U);
  }
  EXPECT_THAT(witness_.answered(3), ElementsAre("/hello 200", "/hello 200", "/hello 200"));
}

TEST_F(Connection, AnswersInTheOrderAsked) {
  constexpr int kRequests = 10'000;
  start();
  Client client = connect();
  // More than the sockets hold: while no answer is read, no further request is.
  std::thread sending([&client] {
    std::string all;
    for (int i = 0; i < kRequests; ++i) all += echo(std::to_string(i));
    client.send(all);
  });
  int in_order = 0;
  while (in_order < kRequests && client.answer().body == std::to_string(in_order)) ++in_order;
  sending.join();
  EXPECT_EQ(in_order, kRequests);
}

TEST_F(Connection, DoesNotAnswerASecondRequestBeforeTheFirst) {
  start();
  Client client = connect();
  client.send("GET /wait?1 HTTP/1.1\r\nHost: a\r\n\r\n" + std::string(kHello));
  Client other = connect();
  EXPECT_EQ(other.ask(kHello).status, 200) << "the others go on meanwhile";
  EXPECT_THAT(witness_.answered(1), ElementsAre("/hello 200"));
  release();
  EXPECT_EQ(client.answer().body, "done 1a");
  EXPECT_EQ(client.answer().body, "hello");
}

TEST_F(Connection, AnswersTheSameHoweverTheRequestIsCut) {
  start();
  Client client = connect();
  const std::string raw =
      "POST /echo?q HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nhel\r\n2;x=\"y\"\r\nlo\r\n0\r\nX-Sum: 1\r\n\r\n";
  for (std::size_t cut = 1; cut < raw.size(); ++cut) {
    client.send(raw.substr(0, cut));
    run_on_server([] {});  // the first part is likely to be read before the second is sent
    client.send(raw.substr(cut));
    ASSERT_EQ(client.answer().body, "hello") << cut;
  }
}

TEST_F(Connection, TakesABodyLargerThanItsMemory) {
  start();
  Client client = connect();
  const std::string body(1 << 20, 'x');
  const std::string head = "PUT /large HTTP/1.1\r\nHost: a\r\n";
  EXPECT_EQ(client.ask(head + "Content-Length: 1048576\r\n\r\n" + body).body, "1048576");
  EXPECT_EQ(
      client.ask(head + "Transfer-Encoding: chunked\r\n\r\n100000\r\n" + body + "\r\n0\r\n\r\n")
          .body,
      "1048576");
}

TEST_F(Connection, WritesAnAnswerLargerThanTheSocketsMemory) {
  start();
  Client client = connect();
  const Answer answer = client.ask("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(answer.body.size(), 8U << 20);
  EXPECT_EQ(client.ask(kHello).status, 200);
}

TEST_F(Connection, SendsNoBodyToHead) {
  start();
  Client client = connect();
  client.send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  const Answer answer = client.answer(true);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.fields.at("Content-Length"), "5");
  EXPECT_EQ(client.ask(kHello).body, "hello");
}

TEST_F(Connection, TellsAWaitingClientToGoOn) {
  start();
  Client client = connect();
  const Answer interim = client.ask(
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(interim.status, 100);
  EXPECT_EQ(client.ask("ok").body, "ok");
  EXPECT_THAT(witness_.answered(1), ElementsAre("/echo 200"));
}

TEST_F(Connection, AnswersABrowsersPreflight) {
  start();
  Client client = connect();
  const Answer answer = client.ask("OPTIONS /echo HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(answer.fields.at("Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(answer.fields.at("Access-Control-Allow-Methods"), "POST, OPTIONS");
  EXPECT_EQ(answer.fields.at("Access-Control-Allow-Headers"), "Content-Type");
  EXPECT_EQ(answer.fields.at("Access-Control-Max-Age"), "86400");
  EXPECT_EQ(client.ask(echo("x")).fields.at("Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(client.ask(kHello).fields.count("Access-Control-Allow-Origin"), 0U);
}

TEST_F(Connection, EndsWhenTheClientAsksForIt) {
  start();
  Client client = connect();
  const Answer last = client.ask("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(last.fields.at("Connection"), "close");
  EXPECT_TRUE(client.is_closed());
}

TEST_F(Connection, OfHttp10StaysOnlyWhenAsked) {
  start();
  Client client = connect();
  const Answer kept = client.ask("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(kept.fields.at("Connection"), "keep-alive");
  EXPECT_EQ(client.ask("GET /hello HTTP/1.0\r\n\r\n").fields.at("Connection"), "close");
  EXPECT_TRUE(client.is_closed());
}

TEST_F(Connection, AnswersAClientThatHasStoppedSending) {
  start();
  Client client = connect();
  client.send("GET /wait?1 HTTP/1.1\r\nHost: a\r\n\r\n");
  client.shut_down_sending();
  Client other = connect();
  other.ask(kHello);
  release();
  EXPECT_EQ(client.answer().body, "done 1a");
  EXPECT_TRUE(client.is_closed());
}

TEST_F(Connection, EndsQuietlyWithItsClient) {
  start();
  for (const std::string_view begun : {"", "GET /he",
                                       "POST /echo HTTP/1.1\r\nHost: a\r\n"
                                       "Content-Length: 9\r\n\r\nabc"}) {
    Client reset = connect();
    reset.send(begun);
    Client ended = connect();
    ended.send(begun);
    ASSERT_TRUE(witness_.waits_for_open(2));
    reset.reset();
    ended.shut_down_sending();
    EXPECT_TRUE(ended.is_closed());
    ASSERT_TRUE(witness_.waits_for_open(0));
  }
  EXPECT_THAT(witness_.refused(), IsEmpty());
  EXPECT_THAT(witness_.answered(0), IsEmpty());
}

TEST_F(Connection, SurvivesAHandlerThatThrows) {
  start();
  Client client = connect();
  EXPECT_EQ(client.ask("GET /throws HTTP/1.1\r\nHost: a\r\n\r\n").status, 500);
  const Answer refused = client.ask("GET /injects HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(refused.status, 500);
  EXPECT_EQ(refused.fields.count("Set-Cookie"), 0U);
  EXPECT_EQ(client.ask(kHello).status, 200);
  EXPECT_THAT(witness_.answered(3), ElementsAre("/throws 500", "/injects 500", "/hello 200"));
}

}  // namespace
}  // namespace readcount::http
