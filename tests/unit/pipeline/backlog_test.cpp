#include "pipeline/backlog.hpp"

#include "journal/writer.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace readcount::pipeline {
namespace {

namespace fs = std::filesystem;

constexpr tally::RecordNumber kToTheEnd = UINT64_MAX;

class BacklogTest : public ::testing::Test {
 protected:
  BacklogTest() {
    std::string name = fs::temp_directory_path() / "readcount-backlog-XXXXXX";
    directory_ = mkdtemp(name.data());
    writer_.emplace(*journal::Writer::create({directory_, run_, 500}));
  }
  ~BacklogTest() override { fs::remove_all(directory_); }

  void write(int records) {
    tally::Record record;
    record.article = {"news.example", "/a"};
    record.reader = 7;
    record.counted = record.new_reader = true;
    std::string payload;
    tally::encode(record, payload);
    for (int i = 0; i < records; ++i) {
      writer_->stage(payload);
      ASSERT_TRUE(writer_->write());
    }
  }

  /// Removes the run's first segment; returns the number of its last record.
  tally::RecordNumber remove_the_first_segment() const {
    const auto segments = *journal::list(directory_);
    EXPECT_TRUE(journal::remove(segments.at(0)));
    return segments.at(1).first_number - 1;
  }

  Backlog of_an_ended_run(tally::RecordNumber given) const {
    return {*journal::list(directory_), run_, given};
  }

  Backlog of_our_run(tally::RecordNumber after) const { return {directory_, run_, after, after}; }

  /// Reads on, and takes the records above the marker for lacking.
  static Backlog::Reach read(Backlog& backlog, tally::RecordNumber up_to,
                             tally::RecordNumber marker = 0) {
    const auto reach =
        backlog.read(up_to, [&](const tally::Record& record, tally::RecordNumber number) {
          EXPECT_EQ(record.article.path, "/a");
          return number > marker;
        });
    EXPECT_TRUE(reach);
    return *reach;
  }

  fs::path directory_;
  journal::RunId run_ = journal::RunId::random();
  std::optional<journal::Writer> writer_;
};

TEST_F(BacklogTest, ReadsALongJournalInParts) {
  write(5'000);
  auto backlog = of_an_ended_run(0);
  EXPECT_EQ(read(backlog, kToTheEnd), Backlog::Reach::part);
  EXPECT_EQ(backlog.through(), 2'000U);
  EXPECT_EQ(read(backlog, kToTheEnd), Backlog::Reach::part);
  EXPECT_EQ(read(backlog, kToTheEnd), Backlog::Reach::all);
  EXPECT_EQ(backlog.met().lacking, 5'000U);
  EXPECT_EQ(backlog.met().lost, 0U);
}

TEST_F(BacklogTest, ReadsOfAnEndedRunWhatWasListedWithoutAnotherLook) {
  write(100);
  const auto segments = *journal::list(directory_);
  Backlog backlog({segments.front()}, run_, 0);
  EXPECT_EQ(read(backlog, kToTheEnd), Backlog::Reach::all);
  EXPECT_EQ(backlog.met().lacking, segments.at(1).first_number - 1);
}

TEST_F(BacklogTest, FollowsItsOwnRun) {
  write(30);
  auto backlog = of_our_run(10);
  EXPECT_EQ(read(backlog, 25), Backlog::Reach::all);
  EXPECT_EQ(backlog.through(), 25U);
  write(30);
  EXPECT_EQ(read(backlog, 60), Backlog::Reach::all);
  EXPECT_EQ(backlog.met().lacking, 50U);
  EXPECT_EQ(backlog.met().lost, 0U);
}

TEST_F(BacklogTest, CountsAsLostWhatTheStoreWasNeverGivenAndNoJournalHas) {
  write(100);
  const auto last_removed = remove_the_first_segment();
  auto backlog = of_an_ended_run(2);
  EXPECT_EQ(read(backlog, kToTheEnd, 2), Backlog::Reach::all);
  EXPECT_EQ(backlog.met().lost, last_removed - 2);
  EXPECT_EQ(backlog.met().lacking, 100 - last_removed);
}

TEST_F(BacklogTest, MissesNothingThatTheStoreHad) {
  write(100);
  remove_the_first_segment();
  auto backlog = of_an_ended_run(100);
  EXPECT_EQ(read(backlog, kToTheEnd, 100), Backlog::Reach::all);
  EXPECT_EQ(backlog.met().lost + backlog.met().lacking, 0U);
}

TEST_F(BacklogTest, MissesTheEndOfItsOwnRunWhenItIsGone) {
  write(100);
  for (const auto& segment : *journal::list(directory_)) ASSERT_TRUE(journal::remove(segment));
  auto backlog = of_our_run(40);
  EXPECT_EQ(read(backlog, 100), Backlog::Reach::all);
  EXPECT_EQ(backlog.met().lost, 60U);
}

}  // namespace
}  // namespace readcount::pipeline
