#include "fixture.hpp"
#include "journal/file.hpp"
#include "journal/format.hpp"
#include "journal/record.hpp"
#include "journal/segment.hpp"

#include <utility>

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
  writer.abandon_segment();
  EXPECT_TRUE(writer.take_unsynced().empty());
  ASSERT_TRUE(writer.write());

  ASSERT_EQ(segments().size(), 2U);
  EXPECT_EQ(segments()[1].first_number, 3U);
  EXPECT_EQ(read().records.size(), 3U);
}

TEST_F(JournalWriterFailure, MayAbandonASegmentThatHoldsNothing) {
  auto writer = open_writer();
  writer.abandon_segment();
  writer.abandon_segment();
  write_records(writer, 1);
  EXPECT_EQ(segments().size(), 1U);
  EXPECT_EQ(read().records.size(), 1U);
}

TEST_F(JournalWriterFailure, DoesNotCountRecordsThatCouldNotBeCutOffAgain) {
  auto writer = open_writer();
  write_records(writer, 3);
  writer.abandon_segment();
  write_records(writer, 1);
  // As if only the first record's write had succeeded, and the cut after the others' had failed.
  auto later = contents(segment(1));
  auto header = *SegmentHeader::decode(later);
  header.previous_last = 1;
  overwrite(segment(1), header.encode() + later.substr(kHeaderBytes));

  const auto reading = read();
  EXPECT_EQ(reading.records.size(), 2U);
  EXPECT_TRUE(reading.records.contains(1) && reading.records.contains(4));
  EXPECT_EQ(reading.report.missing_records, 0U);
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

TEST_F(JournalWriterFailure, NeverTakesAFileThatIsThereAlready) {
  ASSERT_TRUE(File::create(directory() / "file").has_value());
  const auto again = File::create(directory() / "file");
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error(), boost::system::errc::file_exists);
}

}  // namespace
}  // namespace readcount::journal::testing
