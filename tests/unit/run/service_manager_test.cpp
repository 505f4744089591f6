#include "run/service_manager.hpp"

#include "run/failure.hpp"
#include "run/status_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace readcount::run {
namespace {

using pipeline::Pipeline;
using std::chrono::microseconds;

constexpr int kOwnPid = 4711;

ServiceEnvironment watched(std::string usec, std::optional<std::string> pid = {}) {
  ServiceEnvironment environment;
  environment.watchdog_usec = std::move(usec);
  environment.watchdog_pid = std::move(pid);
  return environment;
}

TEST(ServiceManager, KnowsWhetherItIsWatched) {
  EXPECT_FALSE(watchdog_of({}, kOwnPid));
  EXPECT_EQ(watchdog_of(watched("30000000"), kOwnPid), microseconds(30'000'000));
  EXPECT_EQ(watchdog_of(watched("500", "4711"), kOwnPid), microseconds(500));
  EXPECT_FALSE(watchdog_of(watched("500", "4712"), kOwnPid));  // its parent is
}

TEST(ServiceManager, RefusesAWatchdogThatIsNoTime) {
  for (const char* usec : {"", "0", "-5", "30s"}) {
    EXPECT_THROW(watchdog_of(watched(usec), kOwnPid), StartFailure) << usec;
  }
}

TEST(StatusLine, SaysWhatIsAmiss) {
  Pipeline::Standing standing;
  standing.store_settled = true;
  standing.articles = 88;
  standing.unapplied = 3;  // as ever between two flushes
  EXPECT_EQ(status_line(standing), "keeps pings; 88 articles in memory");

  standing.store_settled = false;
  EXPECT_EQ(status_line(standing),
            "keeps pings; Redis is away, 3 records wait in the journal; 88 articles in memory");

  standing.readiness = Pipeline::Readiness::cannot_keep;
  EXPECT_THAT(status_line(standing), testing::StartsWith("refuses pings: the journal"));

  standing.readiness = Pipeline::Readiness::foreign_writer;
  EXPECT_THAT(status_line(standing), testing::HasSubstr("applies nothing"));
}

}  // namespace
}  // namespace readcount::run
