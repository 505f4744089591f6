#include "store_fixture.hpp"

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>

#include <chrono>

namespace readcount::store {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

using Lost = StoreTest;

TEST_F(Lost, ASlowRedisIsGivenUpAndEverythingUnderWayFails) {
  redis_.start();
  auto hasty = options();
  hasty.reply_timeout = 200ms;
  ASSERT_TRUE(open(hasty));
  std::string sleep;
  encode({"DEBUG", "SLEEP", "1"}, sleep);
  Connection sleeper(io_.get_executor(), 10s);
  ASSERT_TRUE(wait(sleeper.connect(hasty.address, 1s)));
  asio::co_spawn(io_, sleeper.exchange(sleep, 1), [](const std::exception_ptr&, auto) {});
  io_.run_for(50ms);

  const auto begin = std::chrono::steady_clock::now();
  std::size_t failed = 0;
  for (int i = 0; i < 3; ++i) {
    asio::co_spawn(io_, store().totals({kArticle}), [&](const std::exception_ptr&, auto totals) {
      ASSERT_FALSE(totals);
      EXPECT_EQ(totals.error().kind, FailureKind::away);
      EXPECT_THAT(totals.error().text, HasSubstr("200 ms"));
      ++failed;
    });
  }
  while (failed < 3) io_.run_one();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 800ms);
  EXPECT_FALSE(store().is_open());
  sleeper.close("");
  while (!sleeper.is_idle()) io_.run_one();
}

TEST_F(Lost, ARedisThatHangsAtConnectIsGivenUp) {
  redis_.start();
  cli({"DEBUG", "SLEEP", "0"});
  auto hasty = options();
  hasty.reply_timeout = 100ms;
  std::string sleep;
  encode({"DEBUG", "SLEEP", "0.5"}, sleep);
  asio::co_spawn(io_, cli_->exchange(sleep, 1), [](const std::exception_ptr&, auto) {});
  io_.restart();
  io_.run_for(20ms);
  const auto opened = open(hasty);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, FailureKind::away);
}

TEST_F(Lost, AKilledRedisIsNoticedAndOpenedAgainWhenItIsBack) {
  start({"--appendonly", "yes", "--appendfsync", "always"});
  const auto identity = store().identity();
  ASSERT_TRUE(apply(batch_of(0, 1, {delta_of(kArticle, 1, 1, {1})}))->done);
  redis_.kill();
  const auto lost = apply(batch_of(1, 2, {delta_of(kArticle, 1, 1, {1})}));
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().kind, FailureKind::away);
  EXPECT_FALSE(store().is_open());
  const auto refused = wait(store().open());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, FailureKind::away);

  redis_.start({"--appendonly", "yes"});
  Result<void> opened = wait(store().open());
  for (int i = 0; !opened && opened.error().kind == FailureKind::transient && i < 100; ++i) {
    io_.run_for(20ms);
    opened = wait(store().open());
  }
  ASSERT_TRUE(opened) << opened.error().text;
  EXPECT_EQ(store().identity(), identity);
  const auto markers = wait(store().markers({kProducer}));
  EXPECT_EQ((*markers)[0][tally::partition_of(kArticle)], 1U);
  EXPECT_EQ(apply(batch_of(1, 2, {delta_of(kArticle, 1, 1, {1})}))->totals.at(0).views, 2U);
}

TEST_F(Lost, AConnectionThatRedisClosesIsNoticedWhileIdle) {
  start();
  cli({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
  for (int i = 0; store().is_open() && i < 100; ++i) {
    io_.restart();
    io_.run_for(10ms);
  }
  EXPECT_FALSE(store().is_open());
  ASSERT_TRUE(wait(store().open()));
}

TEST_F(Lost, AClosedStoreFailsWhatIsUnderWayAndOpensAgain) {
  start();
  bool failed = false;
  asio::co_spawn(io_, store().totals({kArticle}), [&](const std::exception_ptr&, auto totals) {
    EXPECT_EQ(totals.error().kind, FailureKind::away);
    failed = true;
  });
  io_.restart();
  io_.run_one();
  store().close();
  while (!failed) io_.run_one();
  ASSERT_TRUE(wait(store().open()));
  EXPECT_TRUE(wait(store().totals({kArticle})));
}

TEST_F(Lost, ADestroyedStoreFailsWhatIsUnderWay) {
  start();
  bool failed = false;
  asio::co_spawn(io_, store().markers({kProducer}), [&](const std::exception_ptr&, auto markers) {
    EXPECT_EQ(markers.error().kind, FailureKind::away);
    failed = true;
  });
  io_.restart();
  io_.run_one();
  store_.reset();
  while (!failed) io_.run_one();
  io_.run();  // nothing of it is left
}

TEST_F(Lost, AnExecutorMayEndBeforeWhatWaitsOnIt) {
  start();
  auto own = std::make_unique<asio::io_context>(1);
  auto left = std::make_unique<Store>(own->get_executor(), options());
  asio::co_spawn(*own, left->open(), [](const std::exception_ptr&, auto) {});
  own->run_for(5ms);
  asio::co_spawn(*own, left->markers({kProducer}), [](const std::exception_ptr&, auto) {});
  own->poll_one();
  left.reset();
  own.reset();
}

/// A Redis that answers whatever it is told to.
class Liar : public StoreTest {
 protected:
  /// Connects to a server that sends `bytes` and asks one thing of it.
  Connection::Answers ask_a_server_that_sends(const std::string& bytes, bool then_close = false) {
    using asio::local::stream_protocol;
    const std::string path = redis_.directory() + "/liar.sock";
    ::unlink(path.c_str());
    stream_protocol::acceptor acceptor(io_, stream_protocol::endpoint(path));
    Address address;
    address.socket = path;
    Connection connection(io_.get_executor(), 300ms);
    EXPECT_TRUE(wait(connection.connect(address, 1s)));
    stream_protocol::socket peer = acceptor.accept();
    asio::write(peer, asio::buffer(bytes));
    if (then_close) peer.close();
    io_.restart();
    io_.run_for(20ms);  // what it sent has arrived before anything is asked
    std::string ping;
    encode({"PING"}, ping);
    auto answers = wait(connection.exchange(ping, 1));
    connection.close("");
    while (!connection.is_idle()) io_.run_one();
    return answers;
  }
};

TEST_F(Liar, AnswersWhatNobodyAsked) {
  const auto answers = ask_a_server_that_sends("+OK\r\n");
  ASSERT_FALSE(answers);
  EXPECT_EQ(answers.error().kind, FailureKind::away);
  EXPECT_THAT(answers.error().text, HasSubstr("nobody asked"));
}

TEST_F(Liar, SendsGarbage) {
  const auto answers = ask_a_server_that_sends("HTTP/1.1 400 Bad Request\r\n\r\n");
  ASSERT_FALSE(answers);
  EXPECT_EQ(answers.error().kind, FailureKind::away);
  EXPECT_THAT(answers.error().text, HasSubstr("no answer"));
}

TEST_F(Liar, StopsInTheMiddle) {
  const auto hanging = ask_a_server_that_sends("$100\r\nabc");
  ASSERT_FALSE(hanging);
  EXPECT_THAT(hanging.error().text, HasSubstr("300 ms"));
  const auto closing = ask_a_server_that_sends("$100\r\nabc", true);
  ASSERT_FALSE(closing);
  EXPECT_EQ(closing.error().kind, FailureKind::away);
}

}  // namespace
}  // namespace readcount::store
