// Answers that go on while their client listens.

#include "harness.hpp"

#include <gmock/gmock.h>

#include <numeric>

namespace readcount::http {
namespace {

using std::chrono::milliseconds;

std::string get(const std::string& path, const std::string& method = "GET") {
  return method + ' ' + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
}

class Streaming : public ServerTest {
 protected:
  /// A client whose stream has begun.
  Client listener(const std::string& path) {
    Client client = connect();
    EXPECT_EQ(client.ask(get(path)).status, 200);
    return client;
  }
};

TEST_F(Streaming, SendsWhatIsWrittenAndEndsWithTheConnection) {
  start();
  Client client = connect();
  const Answer answer = client.ask(get("/three"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.fields.count("Content-Length"), 0U);
  EXPECT_EQ(answer.fields.at("Connection"), "close");
  EXPECT_EQ(answer.fields.at("Content-Type"), "text/plain");
  EXPECT_EQ(client.rest(), "one\ntwo\nthree\n");
  EXPECT_THAT(witness_.answered(1), testing::ElementsAre("/three 200"));
}

TEST_F(Streaming, AnswersHeadWithTheHeaderAlone) {
  start();
  Client client = connect();
  EXPECT_EQ(client.ask(get("/silent", "HEAD")).status, 200);
  EXPECT_EQ(client.rest(), "");
}

TEST_F(Streaming, ServesManyAtOnceAndOthersBetween) {
  start();
  std::vector<Client> clients;
  clients.reserve(50);
  for (int i = 0; i < 50; ++i) clients.push_back(listener("/ticks"));
  Client other = connect();
  for (int round = 0; round < 5; ++round) {
    for (Client& client : clients) EXPECT_EQ(client.line(), "tick\n");
    EXPECT_EQ(other.ask(kHello).body, "hello");
  }
  EXPECT_TRUE(witness_.waits_for_open(51));
  clients.clear();
  EXPECT_TRUE(waits_for_ended(50));
  EXPECT_TRUE(witness_.waits_for_open(1));
}

TEST_F(Streaming, WaitsForAClientThatReadsSlowlyAndLosesNothing) {
  Limits limits;
  limits.write_timeout = 3 * kPatience;
  start(limits);
  Client client = listener("/much");
  Client other = connect();
  for (int i = 0; i < 100; ++i) other.ask(kHello);  // the sockets' buffers are full by now
  const auto parts = numbered_lines();
  const auto all = std::accumulate(parts.begin(), parts.end(), std::string());
  EXPECT_TRUE(client.rest() == all);
}

TEST_F(Streaming, CutsAClientThatReadsNothing) {
  Limits limits;
  limits.write_timeout = milliseconds(100);
  start(limits);
  Client client = listener("/flood");
  EXPECT_TRUE(waits_for_ended(1));
  EXPECT_TRUE(witness_.waits_for_open(0));
}

TEST_F(Streaming, GoesOnPastTheTimeoutsOfRequests) {
  Limits limits;
  limits.idle_timeout = limits.header_timeout = limits.body_timeout = milliseconds(50);
  limits.write_timeout = milliseconds(200);
  start(limits);
  Client client = listener("/ticks");
  for (int i = 0; i < 100; ++i) ASSERT_EQ(client.line(), "tick\n");
}

TEST_F(Streaming, NoticesThatItsClientHasGoneWhileNothingIsSent) {
  start();
  {
    Client client = listener("/silent");
    EXPECT_EQ(client.line(), "begin\n");
  }
  EXPECT_TRUE(waits_for_ended(1));
  Client client = listener("/silent");
  EXPECT_EQ(client.line(), "begin\n");
  client.reset();
  EXPECT_TRUE(waits_for_ended(2));
  EXPECT_TRUE(witness_.waits_for_open(0));
}

TEST_F(Streaming, DoesNotReadARequestBehindIt) {
  start();
  {
    Client client = connect();
    client.send(get("/ticks") + std::string(kHello));
    EXPECT_EQ(client.answer().status, 200);
    client.send(kHello);
    for (int i = 0; i < 50; ++i) ASSERT_EQ(client.line(), "tick\n");
    EXPECT_THAT(witness_.answered(1), testing::ElementsAre("/ticks 200"));
  }
  EXPECT_TRUE(waits_for_ended(1)) << "a write tells that the client has gone";
}

TEST_F(Streaming, EndsAtOnceWhenTheServerDrains) {
  start();
  Client silent = listener("/silent");
  Client ticking = listener("/ticks");
  Client stuck = listener("/flood");
  Client other = connect();
  for (int i = 0; i < 100; ++i) other.ask(kHello);  // by now the flood waits for its client
  stop(kPatience);
  EXPECT_LT(stopped(), kPatience / 2);
  EXPECT_EQ(silent.rest(), "begin\n");
  EXPECT_THAT(ticking.rest(), testing::EndsWith("tick\n"));
  EXPECT_TRUE(waits_for_ended(3));
  EXPECT_TRUE(witness_.waits_for_open(0));
}

TEST_F(Streaming, IsCutWithItsServer) {
  start();
  Client silent = listener("/silent");
  Client stuck = listener("/flood");
  stop(milliseconds(0));
  EXPECT_LT(stopped(), kPatience / 2);
  EXPECT_TRUE(waits_for_ended(2));
}

TEST_F(Streaming, SurvivesABodyThatThrows) {
  start();
  Client client = connect();
  EXPECT_EQ(client.ask(get("/breaks")).status, 200);
  EXPECT_EQ(client.rest(), "begin\n");
  EXPECT_EQ(connect().ask(kHello).status, 200);
}

}  // namespace
}  // namespace readcount::http
