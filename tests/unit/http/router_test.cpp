#include "http/router.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace readcount::http {
namespace {

class RouterTest : public testing::Test {
 protected:
  RouterTest() {
    add("POST", "/v1/ping", true);
    add("GET", "/v1/counts", true);
    add("POST", "/v1/counts", true);
    add("GET", "/metrics", false);
  }
  void add(std::string method, std::string path, bool cross_origin) {
    Route route;
    route.method = std::move(method);
    route.path = std::move(path);
    route.cross_origin = cross_origin;
    router_.add(std::move(route));
  }

  Router router_;
};

TEST_F(RouterTest, FindsTheRouteOfAMethodAndPath) {
  const auto match = router_.match("POST", "/v1/counts");
  ASSERT_NE(match.route, nullptr);
  EXPECT_EQ(match.route->method, "POST");
  EXPECT_EQ(match.path, "/v1/counts");
  EXPECT_TRUE(match.cross_origin);
}

TEST_F(RouterTest, GivesHeadToGetRoutesOnly) {
  ASSERT_NE(router_.match("HEAD", "/metrics").route, nullptr);
  EXPECT_EQ(router_.match("HEAD", "/v1/ping").route, nullptr);
}

TEST_F(RouterTest, NamesThePathsMethodsWhenItHasNotThisOne) {
  const auto match = router_.match("PUT", "/v1/counts");
  EXPECT_EQ(match.route, nullptr);
  EXPECT_EQ(match.allow, "GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(match.path, "/v1/counts");
  EXPECT_TRUE(match.cross_origin);
  EXPECT_EQ(router_.match("OPTIONS", "/metrics").allow, "GET, HEAD");
  EXPECT_EQ(router_.match("get", "/metrics").route, nullptr) << "methods have a case";
}

TEST_F(RouterTest, KnowsNothingOfOtherPaths) {
  for (const char* path : {"/v1/counts/", "/v1/count", "/V1/counts", "/", "", "/v1%2Fcounts"}) {
    const auto match = router_.match("GET", path);
    EXPECT_EQ(match.route, nullptr) << path;
    EXPECT_EQ(match.allow, "") << path;
    EXPECT_EQ(match.path, "(none)") << path;
  }
}

TEST_F(RouterTest, NamesAllMethodsForTheAsterisk) {
  const auto match = router_.match("OPTIONS", "*");
  EXPECT_EQ(match.route, nullptr);
  EXPECT_EQ(match.allow, "POST, GET, HEAD, OPTIONS");
  EXPECT_EQ(match.path, "(none)");
}

TEST_F(RouterTest, RefusesTwoRoutesForTheSame) {
  EXPECT_THROW(add("GET", "/metrics", false), std::invalid_argument);
}

}  // namespace
}  // namespace readcount::http
