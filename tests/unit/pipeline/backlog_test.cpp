#include "pipeline/backlog.hpp"

#include "journal/writer.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <map>
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

  enum class Tells { no, touched };  // the journal which partitions a record touches

  void write(int records, const std::string& path = "/a", Tells tells = Tells::touched) {
    tally::Record record;
    record.article = {"news.example", path};
    record.reader = 7;
    record.counted = record.new_reader = true;
    std::string payload;
    tally::encode(record, payload);
    std::vector<std::uint8_t> touched;
    if (tells == Tells::touched) touched = {partition_of(path), partition_of("")};
    for (int i = 0; i < records; ++i) {
      writer_->stage(payload, touched);
      ASSERT_TRUE(writer_->write());
    }
  }

  static std::uint8_t partition_of(const std::string& path) {
    return static_cast<std::uint8_t>(tally::partition_of({"news.example", path}));
  }

  /// What a store holds that was given all records up to this one.
  static store::Markers all_at(tally::RecordNumber number) {
    store::Markers markers;
    markers.fill(number);
    return markers;
  }

  /// Removes the run's first segment; returns the number of its last record.
  tally::RecordNumber remove_the_first_segment() const {
    const auto segments = *journal::list(directory_);
    EXPECT_TRUE(journal::remove(segments.at(0)));
    return segments.at(1).first_number - 1;
  }

  Backlog of_an_ended_run(const store::Markers& markers) {
    return {*journal::list(directory_), run_, markers, told_};
  }
  Backlog of_an_ended_run(tally::RecordNumber marker) { return of_an_ended_run(all_at(marker)); }

  Backlog of_our_run(tally::RecordNumber after) {
    return {directory_, run_, after, after, all_at(after), told_};
  }

  /// Reads on, and takes the records above the marker for lacking.
  Backlog::Reach read(Backlog& backlog, tally::RecordNumber up_to, tally::RecordNumber marker = 0) {
    Backlog::Taker taker;
    taker.take = [marker](const tally::Record&, tally::RecordNumber number) {
      return number > marker;
    };
    taker.pass_over = [this](tally::Partition partition, tally::RecordNumber number) {
      passed_[partition] = number;
    };
    const auto reach = backlog.read(up_to, taker);
    EXPECT_TRUE(reach);
    return *reach;
  }

  fs::path directory_;
  journal::RunId run_ = journal::RunId::random();
  std::optional<journal::Writer> writer_;
  std::map<tally::Partition, tally::RecordNumber> passed_;
  Backlog::Told told_;  // of all looks of a test
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
  Backlog backlog({segments.front()}, run_, all_at(0), told_);
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

TEST_F(BacklogTest, MissesNothingOfAPartitionThatHadAllThatIsGone) {
  write(10, "/b");
  write(90);
  const auto last_removed = remove_the_first_segment();
  ASSERT_LT(last_removed, 10U);
  auto markers = all_at(100);
  markers[partition_of("/b")] = last_removed;  // it went back, but not behind what is gone
  auto backlog = of_an_ended_run(markers);
  read(backlog, kToTheEnd, last_removed);
  EXPECT_EQ(backlog.met().lost, 0U);
  EXPECT_TRUE(passed_.empty());
}

TEST_F(BacklogTest, MissesAtMostWhatLiesBehindAPartitionThatWentBackAlone) {
  write(1, "/b");
  write(1);
  write(1, "/b");
  write(97);
  const auto last_removed = remove_the_first_segment();
  ASSERT_GT(last_removed, 3U);
  auto markers = all_at(100);
  markers[partition_of("/b")] = 1;
  auto backlog = of_an_ended_run(markers);
  read(backlog, kToTheEnd, 100);
  EXPECT_EQ(backlog.met().lost, 2U);  // number 2 is not /b's, which nobody knows any more
  EXPECT_TRUE(backlog.met().is_at_most);
  const std::map<tally::Partition, tally::RecordNumber> passed{{partition_of("/b"), 3}};
  EXPECT_EQ(passed_, passed);
}

TEST_F(BacklogTest, TellsExactlyWhatAStoreLacksThatWentBackAsAWhole) {
  write(3, "/b");
  write(97);
  const auto last_removed = remove_the_first_segment();
  store::Markers markers{};
  markers[partition_of("/b")] = 3;
  markers[partition_of("")] = markers[partition_of("/a")] = 4;
  auto backlog = of_an_ended_run(markers);
  read(backlog, kToTheEnd, 4);
  EXPECT_EQ(backlog.met().lost, last_removed - 4);
  EXPECT_FALSE(backlog.met().is_at_most);
}

TEST_F(BacklogTest, GoesByTheOrderWhereTheJournalDoesNotTellWhatIsTouched) {
  write(100, "/a", Tells::no);
  const auto last_removed = remove_the_first_segment();
  auto markers = all_at(2);
  markers[partition_of("/b")] = 0;
  auto backlog = of_an_ended_run(markers);
  read(backlog, kToTheEnd, 2);
  EXPECT_EQ(backlog.met().lost, last_removed - 2);
  EXPECT_TRUE(passed_.empty());
}

TEST_F(BacklogTest, MissesTheEndOfItsOwnRunWhenItIsGone) {
  write(100);
  for (const auto& segment : *journal::list(directory_)) ASSERT_TRUE(journal::remove(segment));
  auto backlog = of_our_run(40);
  EXPECT_EQ(read(backlog, 100), Backlog::Reach::all);
  EXPECT_EQ(backlog.met().lost, 60U);
}

TEST_F(BacklogTest, CountsWhatAnEndedRunLostOnceThoughItsStoreGoesBackAgain) {
  write(100);
  const auto last_removed = remove_the_first_segment();
  auto first = of_an_ended_run(2);
  read(first, kToTheEnd, 2);
  EXPECT_EQ(first.met().lost, last_removed - 2);
  auto again = of_an_ended_run(2);
  read(again, kToTheEnd, 2);
  EXPECT_EQ(again.met().lost, 0U);
  auto further = of_an_ended_run(0);
  read(further, kToTheEnd, 0);
  EXPECT_EQ(further.met().lost, 2U) << "it went back further";
}

TEST_F(BacklogTest, CountsOnceWhatIsMissingBetweenRecordsOfASegment) {
  write(3);
  const auto segments = *journal::list(directory_);
  std::fstream file(segments.front().path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(fs::file_size(segments.front().path) / 2));
  file.put('\x55');
  file.close();
  auto first = of_an_ended_run(0);
  read(first, kToTheEnd);
  EXPECT_EQ(first.met().lost, 1U);
  auto again = of_an_ended_run(0);
  read(again, kToTheEnd);
  EXPECT_EQ(again.met().lost, 0U);
}

TEST_F(BacklogTest, CountsWhatIsOfNoKnownKindOnceHoweverOftenItIsRead) {
  const auto write_strange = [this] {
    writer_->stage("of a kind that comes later", {});
    ASSERT_TRUE(writer_->write());
  };
  write(10);
  write_strange();
  write(9);
  auto first = of_our_run(5);
  read(first, 20);
  EXPECT_EQ(first.met().not_understood, 1U);
  EXPECT_EQ(first.met().lost, 0U);
  write_strange();
  auto again = of_our_run(5);
  read(again, 21);
  EXPECT_EQ(again.met().not_understood, 1U) << "the new one";
}

}  // namespace
}  // namespace readcount::pipeline
