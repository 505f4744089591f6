#include "fake_server.hpp"

#include <gtest/gtest.h>

namespace readcount::cli {
namespace {

class SetCommand : public testing::Test, protected FakeServer {};

constexpr const char* kDone =
    R"({"applied":true,"dry_run":false,"count":{"url":"u","views":1203,"readers":903,"reads":0}})";

TEST_F(SetCommand, SaysWhatWasGivenAndShowsTheCounts) {
  answers(kDone);
  const auto report = run({"--output", "plain", "set", "u", "--views", "1200", "--engaged", "9"});
  EXPECT_EQ(report.out, "1203\n");
  EXPECT_EQ(report.errors, "");
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked[0].method, "PUT");
  EXPECT_EQ(asked[0].target, "/v1/count");
  EXPECT_EQ(asked[0].body, R"({"url":"u","engaged_seconds":9,"views":1200})");
}

TEST_F(SetCommand, ChangesNothingInADryRunAndSaysSo) {
  answers(R"({"applied":false,"dry_run":true,"count":{"url":"u","views":3}})");
  const auto report = run({"set", "u", "--views", "0", "--dry-run"});
  EXPECT_EQ(asked.at(0).target, "/v1/count?dry_run=1");
  EXPECT_EQ(report.code, Exit::done);
  EXPECT_NE(report.errors.find("nothing was changed"), std::string::npos);
}

TEST_F(SetCommand, SaysThatItShowsLater) {
  answers(R"({"applied":false,"dry_run":false,"count":null})");
  const auto report = run({"--output", "plain", "set", "u", "--views", "7"});
  EXPECT_EQ(report.code, Exit::done);
  EXPECT_NE(report.errors.find("kept"), std::string::npos);
}

TEST_F(SetCommand, NeedsANumberOfViews) {
  EXPECT_EQ(run({"set", "u"}).code, Exit::usage);
  EXPECT_EQ(run({"set", "u", "--views", "-1"}).code, Exit::usage);
  EXPECT_EQ(run({"set", "u", "--views", "many"}).code, Exit::usage);
  EXPECT_TRUE(asked.empty());
}

}  // namespace
}  // namespace readcount::cli
