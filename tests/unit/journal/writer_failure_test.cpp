#include "faulty_disk.hpp"
#include "fixture.hpp"
#include "journal/file.hpp"
#include "journal/format.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace readcount::journal::testing {
namespace {

class JournalWriterFailure : public JournalTest {
 protected:
  /// Stages three records and fails to write them: the second is cut in the middle.
  static void fail_to_write(Writer& writer, std::uint64_t size_before) {
    const FileSizeLimit limit(size_before + 90);
    for (int i = 0; i < 3; ++i) writer.stage(payload_of(writer.last_number() + 1));
    const auto written = writer.write();
    ASSERT_FALSE(written.has_value());
    EXPECT_EQ(written.error(), boost::system::errc::file_too_large);
  }

  static bool sync(Writer& writer) {
    const auto files = writer.take_unsynced();
    return std::all_of(files.begin(), files.end(), [](const auto& file) { return file->sync(); });
  }

  static void fail_to_sync(Writer& writer, FaultyDisk& disk) {
    disk.fail(FaultyDisk::Fault::io_error, disk.steps() + 1);
    EXPECT_FALSE(sync(writer));
    disk.heal();
  }

  std::vector<std::uint64_t> numbers() const {
    std::vector<std::uint64_t> numbers;
    for (const auto& [number, payload] : read().records) numbers.push_back(number);
    return numbers;
  }
};

TEST_F(JournalWriterFailure, LeavesNoHalfBatchBehind) {
  auto writer = open_writer();
  write_records(writer, 2);
  const auto before = contents(segment(0));
  fail_to_write(writer, before.size());
  EXPECT_EQ(contents(segment(0)), before);
  EXPECT_EQ(read().report.torn_bytes, 0U);
}

TEST_F(JournalWriterFailure, NeverUsesTheDroppedNumbersAgainAndNobodyMissesThem) {
  auto writer = open_writer();
  write_records(writer, 2);
  fail_to_write(writer, contents(segment(0)).size());
  EXPECT_EQ(writer.stage(payload_of(6)), 6U);
  ASSERT_TRUE(writer.write());

  const auto reading = read();
  EXPECT_EQ(reading.records, (std::map<std::uint64_t, std::string>{
                                 {1, payload_of(1)}, {2, payload_of(2)}, {6, payload_of(6)}}));
  EXPECT_EQ(reading.report.missing_records, 0U);
}

TEST_F(JournalWriterFailure, ClosesTheSegmentForGood) {
  auto writer = open_writer();
  write_records(writer, 2);
  const auto before = contents(segment(0));
  fail_to_write(writer, before.size());
  write_records(writer, 2);
  ASSERT_EQ(segments().size(), 2U);
  EXPECT_EQ(contents(segment(0)), before);
  EXPECT_EQ(segments()[1].first_number, 6U);
  EXPECT_EQ(segments()[1].previous_last, 2U);
}

TEST_F(JournalWriterFailure, KeepsTheRecordsBeforeItToBeSynced) {
  auto writer = open_writer();
  write_records(writer, 2);
  const auto path = segment(0);
  fail_to_write(writer, contents(path).size());
  const auto files = writer.take_unsynced();
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files[0]->path(), path);
}

TEST_F(JournalWriterFailure, CollectsNoEmptyFilesWhileTheDiskStaysFull) {
  auto writer = open_writer();
  write_records(writer, 2);
  const auto bytes = writer.bytes();
  {
    const FileSizeLimit limit(kHeaderBytes + 30);
    for (int i = 0; i < 20; ++i) {
      writer.stage(payload_of(writer.last_number() + 1));
      EXPECT_FALSE(writer.write());
    }
  }
  EXPECT_EQ(segments().size(), 1U);
  EXPECT_EQ(writer.bytes(), bytes);
  write_records(writer, 1);
  EXPECT_EQ(read().records.size(), 3U);
  EXPECT_EQ(read().report.last_number, 23U);
  EXPECT_EQ(read().report.missing_records, 0U);
}

TEST_F(JournalWriterFailure, TellsWithNothingStagedWhetherItCanWriteAgain) {
  auto writer = open_writer();
  write_records(writer, 2);
  fail_to_write(writer, contents(segment(0)).size());
  {
    const FileSizeLimit limit(10);
    EXPECT_FALSE(writer.write());
  }
  EXPECT_TRUE(writer.write());
  EXPECT_EQ(segments().size(), 2U);
  write_records(writer, 1);
  EXPECT_EQ(segments().size(), 2U);
  EXPECT_EQ(read().records.rbegin()->first, 6U);
}

TEST_F(JournalWriterFailure, GoesOnInANewSegmentAfterAnAbandonedOne) {
  auto writer = open_writer();
  write_records(writer, 2);
  writer.stage(payload_of(3));
  writer.abandon_segment(2);
  ASSERT_TRUE(writer.write());

  ASSERT_EQ(segments().size(), 2U);
  EXPECT_EQ(segments()[1].first_number, 3U);
  EXPECT_EQ(segments()[1].previous_last, 2U);
  EXPECT_EQ(read().records.size(), 3U);
}

TEST_F(JournalWriterFailure, MayAbandonASegmentThatHoldsNothing) {
  auto writer = open_writer();
  writer.abandon_segment(0);
  writer.abandon_segment(0);
  write_records(writer, 1);
  EXPECT_EQ(segments().size(), 1U);
  EXPECT_EQ(read().records.size(), 1U);
}

TEST_F(JournalWriterFailure, TakesARefusedBatchOutOfItsSegment) {
  FaultyDisk disk(directory());
  auto writer = open_writer();
  write_records(writer, 2);
  EXPECT_TRUE(sync(writer));
  const auto kept = contents(segment(0));
  write_records(writer, 2);
  fail_to_sync(writer, disk);
  write_records(writer, 1);
  writer.abandon_segment(2);

  EXPECT_EQ(writer.last_written(), 2U);
  EXPECT_EQ(contents(segment(0)), kept);
  EXPECT_EQ(segments().size(), 1U);
  write_records(writer, 1);
  EXPECT_EQ(numbers(), (std::vector<std::uint64_t>{1, 2, 6}));
}

TEST_F(JournalWriterFailure, TakesRefusedBatchesOutOfEverySegmentThatHoldsThem) {
  auto writer = open_writer(200);
  write_records(writer, 2);
  EXPECT_TRUE(sync(writer));
  write_records(writer, 6);
  ASSERT_EQ(segments().size(), 3U);
  writer.abandon_segment(2);
  EXPECT_EQ(segments().size(), 1U);
  EXPECT_TRUE(writer.take_unsynced().empty());
  write_records(writer, 1);
  EXPECT_EQ(segments()[1].previous_last, 2U);
  EXPECT_EQ(numbers(), (std::vector<std::uint64_t>{1, 2, 9}));
  EXPECT_EQ(read().report.missing_records, 0U);
}

TEST_F(JournalWriterFailure, CutsNothingOffWhereWrittenIsKept) {
  FaultyDisk disk(directory());
  auto writer = open_writer(200);
  write_records(writer, 8);
  std::vector<std::string> before;
  for (const auto& one : segments()) before.push_back(contents(one.path));
  fail_to_sync(writer, disk);
  const auto steps = disk.steps();
  writer.abandon_segment(writer.last_written());
  EXPECT_EQ(disk.steps(), steps);
  for (std::size_t i = 0; i < before.size(); ++i) EXPECT_EQ(contents(segment(i)), before[i]);
  write_records(writer, 1);
  EXPECT_EQ(numbers().size(), 9U);
}

TEST_F(JournalWriterFailure, SyncsWhatWentToAnotherSegmentDuringAFailedSync) {
  FaultyDisk disk(directory());
  auto writer = open_writer(200);
  write_records(writer, 1);
  fail_to_sync(writer, disk);
  write_records(writer, 3);
  ASSERT_EQ(segments().size(), 2U);
  writer.abandon_segment(writer.last_written());
  const auto files = writer.take_unsynced();
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files[0]->path(), segment(1));
}

TEST_F(JournalWriterFailure, DoesNotCountRecordsThatCouldNotBeTakenOut) {
  FaultyDisk disk(directory());
  auto writer = open_writer(200);
  write_records(writer, 1);
  EXPECT_TRUE(sync(writer));
  write_records(writer, 6);
  ASSERT_EQ(segments().size(), 3U);
  disk.fail(FaultyDisk::Fault::io_error, disk.steps() + 1, 3);
  writer.abandon_segment(1);
  disk.heal();
  ASSERT_EQ(segments().size(), 3U);
  EXPECT_EQ(numbers().size(), 7U);

  write_records(writer, 1);
  EXPECT_EQ(numbers(), (std::vector<std::uint64_t>{1, 8}));
  EXPECT_EQ(read().report.missing_records, 0U);
}

TEST_F(JournalWriterFailure, ComesBackWhenAHalfMadeSegmentCouldNotBeRemoved) {
  FaultyDisk disk(directory());
  disk.fail(FaultyDisk::Fault::torn_write, 2, 4);
  EXPECT_FALSE(Writer::create({directory(), run()}));
  EXPECT_EQ(segments().size(), 1U);
  disk.heal();
  auto writer = open_writer();
  write_records(writer, 1);
  EXPECT_EQ(numbers(), std::vector<std::uint64_t>{1});
}

TEST_F(JournalWriterFailure, SyncFailsForEverOnceItFailed) {
  auto file = File::create(directory() / "file");
  ASSERT_TRUE(file.has_value());
  ASSERT_TRUE((*file)->append("bytes"));
  // The name cannot be synced while its directory is away.
  const auto away = directory().string() + "-away";
  std::filesystem::rename(directory(), away);
  EXPECT_FALSE((*file)->sync());
  std::filesystem::rename(away, directory());
  EXPECT_FALSE((*file)->sync());
}

/// ext4 may tell an fdatasync of success while it gives up, and never writes what it was asked to.
TEST_F(JournalWriterFailure, DoesNotBelieveTheSyncOfAFileSystemThatHasGivenUp) {
  FaultyDisk disk(directory());
  auto writer = open_writer();
  write_records(writer, 1);
  EXPECT_TRUE(sync(writer));
  write_records(writer, 1);
  disk.give_up();
  EXPECT_FALSE(sync(writer));
}

TEST_F(JournalWriterFailure, SeesWhetherTheSegmentIsWhereReadersLook) {
  auto writer = open_writer(200);
  write_records(writer, 1);
  EXPECT_TRUE(writer.is_in_place());

  const auto away = directory().string() + "-away";
  std::filesystem::rename(directory(), away);
  EXPECT_FALSE(writer.is_in_place());
  std::filesystem::rename(away, directory());
  EXPECT_TRUE(writer.is_in_place());

  const auto path = segment(0);
  std::filesystem::remove(path);
  overwrite(path, "another file");
  EXPECT_FALSE(writer.is_in_place());

  writer.abandon_segment(1);
  EXPECT_TRUE(writer.is_in_place());
  write_records(writer, 1);
  EXPECT_TRUE(writer.is_in_place());
}

TEST_F(JournalWriterFailure, NeverTakesAFileThatIsThereAlready) {
  ASSERT_TRUE(File::create(directory() / "file").has_value());
  const auto again = File::create(directory() / "file");
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error(), boost::system::errc::file_exists);
}

TEST_F(JournalWriterFailure, DoesNotSayWhatRefusedRecordsTouched) {
  auto writer = open_writer(100);
  const std::uint8_t touched[] = {7};
  writer.stage(payload_of(1), touched);
  ASSERT_TRUE(writer.write());
  writer.stage(payload_of(2), touched);
  {
    const FileSizeLimit limit(10);
    EXPECT_FALSE(writer.write());
  }
  write_records(writer, 2);
  ASSERT_NE(segments().at(1).last_numbers, nullptr);
  EXPECT_EQ(segments().at(1).last_numbers->at(7), 1U);
}

TEST_F(JournalWriterFailure, ForgetsWithASyncThatFailedWhatWasTouchedSinceTheLastGoodOne) {
  FaultyDisk disk(directory());
  auto writer = open_writer();
  const std::uint8_t touched[] = {7};
  writer.stage(payload_of(1), touched);
  ASSERT_TRUE(writer.write());
  ASSERT_TRUE(sync(writer));
  for (int failures = 0; failures < 2; ++failures) {
    writer.stage(payload_of(0), touched);
    ASSERT_TRUE(writer.write());
    fail_to_sync(writer, disk);
    writer.abandon_segment(1);
  }
  write_records(writer, 1);
  ASSERT_NE(segments().back().last_numbers, nullptr);
  EXPECT_EQ(segments().back().last_numbers->at(7), 1U);
}

}  // namespace
}  // namespace readcount::journal::testing
