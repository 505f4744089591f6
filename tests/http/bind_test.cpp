#include "http/bind.hpp"

#include <boost/asio/detail/socket_option.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

namespace readcount::http {
namespace {

using boost::asio::ip::tcp;
using testing::HasSubstr;
using ReusePort = boost::asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

class OpenAcceptor : public testing::Test {
 protected:
  auto open(const std::string& host, std::uint16_t port, PortUse use = PortUse::alone) {
    return open_acceptor(context_, host, port, use);
  }
  std::string failure(const std::string& host, std::uint16_t port, PortUse use = PortUse::alone) {
    const auto acceptor = open(host, port, use);
    return acceptor ? "it was opened" : acceptor.error().text;
  }

  boost::asio::io_context context_;
};

TEST_F(OpenAcceptor, ListensOnAllAddressesOfBothKinds) {
  auto acceptor = open("", 0);
  ASSERT_TRUE(acceptor.has_value()) << acceptor.error().text;
  const auto port = acceptor->local_endpoint().port();
  tcp::socket client(context_);
  boost::system::error_code error;
  client.connect({boost::asio::ip::address_v4::loopback(), port}, error);
  EXPECT_FALSE(error) << error.message();
  if (acceptor->local_endpoint().protocol() == tcp::v6()) {
    tcp::socket client6(context_);
    client6.connect({boost::asio::ip::address_v6::loopback(), port}, error);
    EXPECT_FALSE(error) << error.message();
  }
}

TEST_F(OpenAcceptor, TakesNamesAndPrefersIpv4) {
  const auto acceptor = open("localhost", 0);
  ASSERT_TRUE(acceptor.has_value()) << acceptor.error().text;
  EXPECT_EQ(acceptor->local_endpoint().address().to_string(), "127.0.0.1");
}

TEST_F(OpenAcceptor, SaysWhatToDoAboutAPortInUse) {
  const auto other = open("127.0.0.1", 0);
  ASSERT_TRUE(other.has_value());
  const auto port = other->local_endpoint().port();
  EXPECT_THAT(failure("127.0.0.1", port), HasSubstr("--listen"));
  EXPECT_THAT(failure("127.0.0.1", port), HasSubstr(std::to_string(port) + " is in use"));
  EXPECT_THAT(failure("", port), HasSubstr("is in use")) << "not on the other addresses either";
}

TEST_F(OpenAcceptor, SharesAPortWithItsOwnButNotWithAStranger) {
  tcp::acceptor stranger(context_, tcp::v4());
  stranger.set_option(ReusePort(true));
  stranger.bind({boost::asio::ip::address_v4::loopback(), 0});
  stranger.listen();
  const auto taken = stranger.local_endpoint().port();
  EXPECT_THAT(failure("127.0.0.1", taken, PortUse::first_of_many), HasSubstr("is in use"));
  stranger.close();
  const auto first = open("127.0.0.1", taken, PortUse::first_of_many);
  ASSERT_TRUE(first.has_value()) << first.error().text;
  const auto second = open("127.0.0.1", taken, PortUse::one_more);
  EXPECT_TRUE(second.has_value()) << second.error().text;
}

TEST_F(OpenAcceptor, TakesAPortWhoseLastConnectionsLinger) {
  std::uint16_t port = 0;
  {
    auto acceptor = open("127.0.0.1", 0);
    ASSERT_TRUE(acceptor.has_value());
    port = acceptor->local_endpoint().port();
    tcp::socket client(context_);
    client.connect(acceptor->local_endpoint());
    acceptor->accept().close();  // whoever closes first lingers
    client.close();
  }
  EXPECT_TRUE(open("127.0.0.1", port, PortUse::first_of_many).has_value());
}

TEST_F(OpenAcceptor, SaysWhatIsWrongWithAnAddress) {
  EXPECT_THAT(failure("192.0.2.1", 0), HasSubstr("192.0.2.1 is no address of this machine"));
  EXPECT_THAT(failure("no-such-host.invalid", 0), HasSubstr("cannot be looked up"));
}

}  // namespace
}  // namespace readcount::http
