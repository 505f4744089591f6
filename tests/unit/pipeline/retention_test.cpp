#include "pipeline/retention.hpp"

#include "journal/writer.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace readcount::pipeline {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

class RetentionTest : public ::testing::Test {
 protected:
  RetentionTest() {
    std::string name = fs::temp_directory_path() / "readcount-retention-XXXXXX";
    directory_ = mkdtemp(name.data());
  }
  ~RetentionTest() override { fs::remove_all(directory_); }

  /// A run that has left three segments behind.
  journal::RunId write_run() {
    const auto run = journal::RunId::random();
    auto writer = journal::Writer::create({directory_, run, 1});
    for (int i = 0; i < 3; ++i) {
      writer->stage("a record");
      EXPECT_TRUE(writer->write());
    }
    return run;
  }

  std::size_t segments() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(directory_), {}));
  }

  Retention retention(std::chrono::seconds retain, std::uint64_t max_bytes) {
    return Retention({directory_, retain, max_bytes}, metrics_);
  }

  static bool all(const journal::RunId&, std::uint64_t) { return true; }
  static bool none(const journal::RunId&, std::uint64_t) { return false; }

  fs::path directory_;
  metrics::Metrics metrics_;
  const journal::RunId own_ = journal::RunId::random();
};

TEST_F(RetentionTest, KeepsAppliedSegmentsForTheTimeSet) {
  write_run();
  const auto before = segments();
  EXPECT_TRUE(retention(1h, 1 << 20).tidy(own_, all, wall_now() + 59min).empty());
  EXPECT_EQ(segments(), before);
}

TEST_F(RetentionTest, RemovesThemAfterItAndSaysWhichRunsAreGone) {
  const auto run = write_run();
  EXPECT_EQ(retention(1h, 1 << 20).tidy(own_, all, wall_now() + 61min),
            std::vector<journal::RunId>{run});
  EXPECT_EQ(segments(), 0U);
}

TEST_F(RetentionTest, NeverRemovesWhatIsNotApplied) {
  write_run();
  const auto before = segments();
  EXPECT_TRUE(retention(1h, 0).tidy(own_, none, wall_now() + 48h).empty());
  EXPECT_EQ(segments(), before);
}

TEST_F(RetentionTest, RemovesYoungAppliedSegmentsAboveTheBound) {
  write_run();
  const auto before = segments();
  auto bounded = retention(1h, 100);
  bounded.tidy(own_, all, wall_now());
  EXPECT_LT(segments(), before);
  EXPECT_LE(bounded.bytes(), 100U);
}

TEST_F(RetentionTest, KeepsTheSegmentThatIsBeingWritten) {
  const auto run = write_run();
  retention(1h, 0).tidy(run, all, wall_now() + 48h);
  EXPECT_EQ(segments(), 1U);
}

}  // namespace
}  // namespace readcount::pipeline
