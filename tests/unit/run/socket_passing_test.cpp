#include "run/socket_passing.hpp"

#include "run/failure.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace readcount::run {
namespace {

using testing::SizeIs;

class SocketPassing : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends_), 0); }
  void TearDown() override {
    close(ends_[0]);
    close(ends_[1]);
    for (const int made : made_) close(made);
  }

  int make() {
    made_.push_back(socket(AF_INET, SOCK_STREAM, 0));
    return made_.back();
  }

  /// Which socket it is, whatever its descriptor.
  static ino_t identity(int descriptor) {
    struct stat status {};
    EXPECT_EQ(fstat(descriptor, &status), 0);
    return status.st_ino;
  }

  int ends_[2] = {-1, -1};
  std::vector<int> made_;
};

TEST_F(SocketPassing, BringsTheSameSocketsInTheirRoles) {
  HandedSockets sent;
  for (int i = 0; i < 64; ++i) sent.publicly.push_back(make());
  sent.admin = make();
  ASSERT_FALSE(send_sockets(ends_[0], sent));
  const auto came = receive_sockets(ends_[1], std::chrono::seconds(10));
  ASSERT_THAT(came.publicly, SizeIs(64));
  for (std::size_t i = 0; i < 64; ++i) {
    EXPECT_EQ(identity(came.publicly[i]), identity(sent.publicly[i]));
    EXPECT_NE(came.publicly[i], sent.publicly[i]);
    EXPECT_TRUE(fcntl(came.publicly[i], F_GETFD) & FD_CLOEXEC) << "not for the private Redis";
    made_.push_back(came.publicly[i]);
  }
  ASSERT_TRUE(came.admin);
  EXPECT_EQ(identity(*came.admin), identity(*sent.admin));
  made_.push_back(*came.admin);
}

TEST_F(SocketPassing, SaysSoWhenNoneCome) {
  ASSERT_EQ(write(ends_[0], "p", 1), 1);
  EXPECT_THROW(receive_sockets(ends_[1], std::chrono::seconds(10)), StartFailure);
  shutdown(ends_[0], SHUT_WR);
  EXPECT_THROW(receive_sockets(ends_[1], std::chrono::seconds(10)), StartFailure);
}

TEST_F(SocketPassing, FailsWhereNobodyListens) {
  HandedSockets sockets;
  sockets.publicly = {make()};
  close(ends_[1]);
  EXPECT_TRUE(send_sockets(ends_[0], sockets));
  ends_[1] = make();
}

}  // namespace
}  // namespace readcount::run
