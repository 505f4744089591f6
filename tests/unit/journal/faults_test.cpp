#include "faulty_disk.hpp"
#include "fixture.hpp"
#include "ledger.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <tuple>

namespace readcount::journal::testing {
namespace {

using Fault = FaultyDisk::Fault;

constexpr std::uint64_t kSegmentBytes = 300;
constexpr auto kForEver = std::numeric_limits<std::uint32_t>::max();

/// What a journal goes through in its life, in a few dozen steps.
void live(Ledger& ledger) {
  for (int batch = 0; batch < 2; ++batch) {
    ledger.stage(40);
    ledger.stage(0);
    ledger.write();
  }
  ledger.begin_sync();
  ledger.stage(30);
  ledger.write();
  ledger.end_sync();
  ledger.begin_sync();
  for (int batch = 0; batch < 3; ++batch) {  // into the next segment
    ledger.stage(90);
    ledger.write();
  }
  ledger.stage(10);  // stays staged
  ledger.end_sync();
  ledger.write();
  ledger.remove_oldest();
  for (int batch = 0; batch < 2; ++batch) {
    for (int i = 0; i < 5; ++i) ledger.stage(60);  // one segment each
    ledger.write();
    ledger.write();  // makes the next one
    ledger.begin_sync();
    ledger.end_sync();
  }
  ledger.remove_oldest();
  ledger.stage(20);
  ledger.write();
}

/// Whether the writer keeps a record at the first try.
void go_on(Ledger& ledger) {
  ledger.end_sync();
  ASSERT_TRUE(ledger.write());
  ledger.stage(50);
  ASSERT_TRUE(ledger.write());
  ledger.begin_sync();
  ASSERT_TRUE(ledger.end_sync());
}

/// A scenario of a journal of its own on a faulty disk.
struct Life {
  explicit Life(Ledger::Kept kept) : how(kept) {}
  void begin() { ledger.emplace(directory.path(), run, how, kSegmentBytes); }

  Ledger::Kept how;
  RunId run = *RunId::parse("5eed5eed5eed5eed5eed5eed5eed5eed");
  Directory directory;
  FaultyDisk disk{directory.path()};
  std::optional<Ledger> ledger;
};

std::uint64_t steps_of_a_life(Ledger::Kept how) {
  Life life(how);
  life.begin();
  live(*life.ledger);
  EXPECT_EQ(life.ledger->complaint(), "");
  return life.disk.steps();
}

class JournalFaults : public ::testing::TestWithParam<std::tuple<Ledger::Kept, Fault>> {
 protected:
  Ledger::Kept how() const { return std::get<0>(GetParam()); }
  Fault fault() const { return std::get<1>(GetParam()); }
};

TEST_P(JournalFaults, LoseNothingThatIsKeptWhicheverStepsFail) {
  const auto steps = steps_of_a_life(how());
  ASSERT_GT(steps, 30U);
  for (const std::uint64_t count : {1, 2, 3, 7}) {
    for (std::uint64_t step = 1; step <= steps; ++step) {
      SCOPED_TRACE("steps " + std::to_string(step) + " and on, " + std::to_string(count));
      Life life(how());
      life.disk.fail(fault(), step, count);
      life.begin();
      live(*life.ledger);
      EXPECT_EQ(life.ledger->complaint(), "");
      life.disk.heal();
      go_on(*life.ledger);
      EXPECT_EQ(life.ledger->complaint(), "");
      if (HasFailure()) return;
    }
  }
}

TEST_P(JournalFaults, AndAPowerCutAfterThemLoseNothingThatIsSynced) {
  const auto steps = steps_of_a_life(how());
  for (std::uint64_t step = 1; step <= steps; ++step) {
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
      SCOPED_TRACE("step " + std::to_string(step) + ", seed " + std::to_string(seed));
      Life life(how());
      life.disk.fail(fault(), step, 1 + seed % 3);
      life.begin();
      live(*life.ledger);
      life.ledger->die();
      life.disk.power_cut(seed);
      EXPECT_EQ(life.ledger->complaint_after_power_cut(), "");
      if (HasFailure()) return;
    }
  }
}

std::string name_of(Ledger::Kept how) {
  return how == Ledger::Kept::once_written ? "kept_once_written" : "kept_once_synced";
}

std::string name_of(Fault fault) {
  switch (fault) {
    case Fault::io_error:
      return "io_error";
    case Fault::no_space:
      return "no_space";
    case Fault::short_write:
      return "short_write";
    case Fault::torn_write:
      return "torn_write";
  }
  return {};
}

INSTANTIATE_TEST_SUITE_P(
    Of, JournalFaults,
    ::testing::Combine(::testing::Values(Ledger::Kept::once_written, Ledger::Kept::once_synced),
                       ::testing::Values(Fault::io_error, Fault::no_space, Fault::short_write,
                                         Fault::torn_write)),
    [](const auto& suite) {
      return name_of(std::get<1>(suite.param)) + "_" + name_of(std::get<0>(suite.param));
    });

class JournalPowerCut : public ::testing::TestWithParam<Ledger::Kept> {};

TEST_P(JournalPowerCut, LosesNothingThatIsSyncedAtWhicheverStepItComes) {
  const auto steps = steps_of_a_life(GetParam());
  for (std::uint64_t step = 1; step <= steps + 1; ++step) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      SCOPED_TRACE("step " + std::to_string(step) + ", seed " + std::to_string(seed));
      Life life(GetParam());
      life.disk.fail(Fault::io_error, step, kForEver);
      life.begin();
      live(*life.ledger);
      life.ledger->die();
      life.disk.heal();
      life.disk.power_cut(seed);
      EXPECT_EQ(life.ledger->complaint_after_power_cut(), "");
      if (HasFailure()) return;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Where, JournalPowerCut,
                         ::testing::Values(Ledger::Kept::once_written, Ledger::Kept::once_synced),
                         [](const auto& suite) { return name_of(suite.param); });

}  // namespace
}  // namespace readcount::journal::testing
