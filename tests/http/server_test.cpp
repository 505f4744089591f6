// Bounds, draining and stopping of a whole server.

#include "harness.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <unistd.h>

namespace readcount::http {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kWait = "GET /wait?1 HTTP/1.1\r\nHost: a\r\n\r\n";

class Serving : public ServerTest {
 protected:
  /// A client whose request is with its handler.
  Client waiting_client() {
    Client client = connect();
    client.send(kWait);
    // Answered behind it by the same thread: by then the first one has been taken up.
    Client other = connect();
    other.ask(kHello);
    other.ask(kHello);
    return client;
  }
};

TEST_F(Serving, StopsAtOnceWhenNothingIsUnderWay) {
  start();
  Client idle = connect();
  idle.ask(kHello);
  Client fresh = connect();
  ASSERT_TRUE(witness_.waits_for_open(2));
  stop(kPatience);
  EXPECT_LT(stopped(), kPatience / 2);
  EXPECT_TRUE(idle.is_closed());
  EXPECT_TRUE(fresh.is_closed());
  EXPECT_TRUE(witness_.waits_for_open(0));
  EXPECT_THROW(connect(), std::system_error);
}

TEST_F(Serving, FinishesWhatIsUnderWayAndSaysThatItWasTheLast) {
  start();
  Client client = waiting_client();
  stop(kPatience);
  EXPECT_THROW(connect(), std::system_error) << "a new connection is not taken";
  release();
  const Answer answer = client.answer();
  EXPECT_EQ(answer.body, "done 1a");
  EXPECT_EQ(answer.fields.at("Connection"), "close");
  EXPECT_TRUE(client.is_closed());
  EXPECT_LT(stopped(), kPatience / 2);
}

TEST_F(Serving, FinishesARequestThatIsStillBeingSent) {
  start();
  Client client = connect();
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel");
  Client other = connect();
  other.ask(kHello);
  stop(kPatience);
  const Answer answer = client.ask("lo");
  EXPECT_EQ(answer.body, "hello");
  EXPECT_EQ(answer.fields.at("Connection"), "close");
  stopped();
}

TEST_F(Serving, FinishesAnAnswerThatIsBeingWritten) {
  start();
  Client client = connect();
  client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(client.is_being_answered());
  stop(kPatience);
  EXPECT_EQ(client.answer().body.size(), 8U << 20);
  EXPECT_TRUE(client.is_closed());
  stopped();
}

TEST_F(Serving, CutsAtTheDeadlineWhatIsStillUnderWay) {
  start();
  Client handled = waiting_client();
  Client sending = connect();
  sending.send("GET /hel");
  ASSERT_TRUE(witness_.waits_for_open(2));
  stop(milliseconds(100));
  EXPECT_TRUE(handled.is_closed());
  EXPECT_TRUE(sending.is_closed());
  EXPECT_LT(stopped(), kPatience / 2);
  EXPECT_TRUE(witness_.waits_for_open(0));
}

TEST_F(Serving, AcceptsNoMoreThanItsBoundWhileAllAreBusy) {
  Limits limits;
  limits.connections = 2;
  start(limits);
  Client first = connect();
  Client second = connect();
  ASSERT_EQ(first.ask(kHello).status, 200);
  ASSERT_EQ(second.ask(kHello).status, 200);
  first.send(kWait);
  second.send("GET /hel");
  Client third = connect();  // by the kernel
  third.send(kHello);
  const Answer whole = second.ask("lo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(whole.status, 200) << "what is under way is not cut for it";
  EXPECT_EQ(third.answer().status, 200);
  EXPECT_EQ(witness_.answered(4).size(), 4U) << "the first still waits";
  release();
  EXPECT_EQ(first.answer().body, "done 1a");
}

TEST_F(Serving, AnswersWhatHasArrivedWhenItStops) {
  start();
  Client used = connect();
  ASSERT_EQ(used.ask(kHello).status, 200);
  Client fresh = connect();
  ASSERT_TRUE(witness_.waits_for_open(2));
  stop(kPatience, [&] {
    used.send(kHello);
    fresh.send(kHello);
  });
  for (Client* client : {&used, &fresh}) {
    const Answer answer = client->answer();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.fields.at("Connection"), "close");
    EXPECT_TRUE(client->is_closed());
  }
  stopped();
}

TEST_F(Serving, WaitsALittleForTheFirstRequestOfANewConnectionAndThenStops) {
  start();
  Client used = connect();
  ASSERT_EQ(used.ask(kHello).status, 200);
  Client fresh = connect();
  Client silent = connect();
  ASSERT_TRUE(witness_.waits_for_open(3));
  stop(kPatience);
  EXPECT_TRUE(used.is_closed());
  EXPECT_EQ(fresh.ask(kHello).status, 200);
  EXPECT_TRUE(silent.is_closed());
  const auto took = stopped();
  EXPECT_GE(took, milliseconds(200));
  EXPECT_LT(took, kPatience / 2);
}

TEST_F(Serving, ClosesTheLongestIdleConnectionForOneBeyondItsBound) {
  Limits limits;
  limits.connections = 3;
  start(limits);
  Client first = connect();
  Client second = connect();
  Client third = connect();
  for (Client* client : {&first, &second, &third, &first}) {
    ASSERT_EQ(client->ask(kHello).status, 200);
  }
  Client fourth = connect();
  EXPECT_EQ(fourth.ask(kHello).status, 200);
  EXPECT_TRUE(second.is_closed());
  Client silent = connect();
  EXPECT_TRUE(third.is_closed());
  EXPECT_EQ(first.ask(kHello).status, 200);
  EXPECT_EQ(fourth.ask(kHello).status, 200);
}

TEST_F(Serving, TakesMoreClientsThanItsBoundOneAfterTheOther) {
  Limits limits;
  limits.connections = 4;
  start(limits);
  std::vector<Client> idle;
  for (int i = 0; i < 200; ++i) {
    idle.push_back(connect());
    ASSERT_EQ(idle.back().ask(kHello).status, 200) << i;
  }
}

TEST_F(Serving, ClosesAnIdleConnectionOfTheAddressThatHasTooMany) {
  Limits limits;
  limits.of_address = 2;
  start(limits);
  Client first = connect();
  Client second = connect();
  for (Client* client : {&first, &second, &first}) ASSERT_EQ(client->ask(kHello).status, 200);
  Client third = connect();
  EXPECT_EQ(third.ask(kHello).status, 200);
  EXPECT_TRUE(second.is_closed()) << "the one that was idle for longest";
  EXPECT_EQ(first.ask(kHello).status, 200);
  EXPECT_EQ(witness_.made_room, 1);
  EXPECT_EQ(witness_.turned_away, 0);
}

TEST_F(Serving, TurnsAConnectionAwayWhileAllOfItsAddressAreBusy) {
  Limits limits;
  limits.of_address = 2;
  start(limits);
  Client first = connect();
  Client second = connect();
  for (Client* client : {&first, &second}) {
    ASSERT_EQ(client->ask(kHello).status, 200);
    client->send("GET /hel");
  }
  run_on_server([] {});
  Client third = connect();
  EXPECT_TRUE(third.is_closed());
  EXPECT_EQ(first.ask("lo HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
  EXPECT_EQ(second.ask("lo HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
  EXPECT_EQ(witness_.turned_away, 1);
}

TEST_F(Serving, LetsAProxyHaveMoreThanAnAddress) {
  Limits limits;
  limits.of_address = 1;
  limits.stands_for_many = [](const auto& address) { return address.is_loopback(); };
  start(limits);
  Client first = connect();
  Client second = connect();
  for (Client* client : {&first, &second, &first}) EXPECT_EQ(client->ask(kHello).status, 200);
}

TEST_F(Serving, GoesOnOnceThereAreFileDescriptorsAgain) {
  start();
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const int next = ::dup(0);
  ASSERT_GE(next, 0);
  ::close(next);
  rlimit few = before;
  few.rlim_cur = static_cast<rlim_t>(next) + 1;  // one: the client's own end
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
  Client client = connect();
  client.send(kHello);
  run_on_server([] {});
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(client.answer().status, 200);
}

}  // namespace
}  // namespace readcount::http
