#include "run/handed_sockets.hpp"

#include "run/failure.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace readcount::run {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::ThrowsMessage;

constexpr int kPid = 4711;

ServiceEnvironment handed(const std::string& count, std::optional<std::string> names = {}) {
  ServiceEnvironment environment;
  environment.listen_fds = count;
  environment.listen_pid = std::to_string(kPid);
  environment.listen_fdnames = std::move(names);
  return environment;
}

TEST(HandedSockets, AreNoneWithoutAServiceManager) {
  const auto sockets = assign_roles({}, kPid);
  EXPECT_THAT(sockets.publicly, IsEmpty());
  EXPECT_FALSE(sockets.admin);
}

TEST(HandedSockets, OfAnotherProcessAreLeftAlone) {
  EXPECT_THAT(assign_roles(handed("2"), kPid + 1).publicly, IsEmpty());
  auto nobodys = handed("1");
  nobodys.listen_pid.reset();
  EXPECT_THAT(assign_roles(nobodys, kPid).publicly, IsEmpty());
}

TEST(HandedSockets, WithoutNamesStandInOrder) {
  const auto one = assign_roles(handed("1"), kPid);
  EXPECT_THAT(one.publicly, ElementsAre(3));
  EXPECT_FALSE(one.admin);
  const auto two = assign_roles(handed("2", "readcountd.socket:readcountd.socket"), kPid);
  EXPECT_THAT(two.publicly, ElementsAre(3));
  EXPECT_EQ(two.admin, 4);
}

TEST(HandedSockets, GoByTheirNames) {
  const auto both = assign_roles(handed("2", "admin:public"), kPid);
  EXPECT_THAT(both.publicly, ElementsAre(4));
  EXPECT_EQ(both.admin, 3);
  const auto one = assign_roles(handed("1", "admin"), kPid);
  EXPECT_THAT(one.publicly, IsEmpty());
  EXPECT_EQ(one.admin, 3);
}

TEST(HandedSockets, AreRefusedWhereTheirRoleIsInDoubt) {
  const auto assigning = [](const ServiceEnvironment& environment) {
    return [environment] { assign_roles(environment, kPid); };
  };
  EXPECT_THAT(assigning(handed("3")), ThrowsMessage<StartFailure>(HasSubstr("3 sockets")));
  EXPECT_THAT(assigning(handed("2", "public:public")),
              ThrowsMessage<StartFailure>(HasSubstr("two sockets named public")));
  EXPECT_THAT(assigning(handed("2", "public:metrics")),
              ThrowsMessage<StartFailure>(HasSubstr("\"metrics\"")));
  for (const char* count : {"", "two", "-1", "2 ", "99999999999"}) {
    EXPECT_THAT(assigning(handed(count)), ThrowsMessage<StartFailure>(HasSubstr("LISTEN_FDS")));
  }
}

}  // namespace
}  // namespace readcount::run
