#include "journal/reader.hpp"

#include "fixture.hpp"
#include "journal/format.hpp"

#include <boost/system/errc.hpp>

namespace readcount::journal::testing {
namespace {

namespace fs = std::filesystem;

class JournalReader : public JournalTest {};

TEST_F(JournalReader, FindsNothingInAnEmptyDirectory) {
  EXPECT_TRUE(segments().empty());
  EXPECT_TRUE(read().records.empty());
}

TEST_F(JournalReader, ReadsOnlyWhatIsAskedFor) {
  auto writer = open_writer(200);
  write_records(writer, 7);
  EXPECT_EQ(read(0).records.size(), 7U);
  EXPECT_EQ(read(4).records.begin()->first, 5U);
  EXPECT_EQ(read(4).report.missing_records, 0U);
  EXPECT_TRUE(read(7).records.empty());
  EXPECT_EQ(read(7).report.last_number, 7U);
}

TEST_F(JournalReader, ReadsASegmentLongerThanItsWindow) {
  auto writer = open_writer();
  for (int batch = 0; batch < 50; ++batch) {
    for (int i = 0; i < 10; ++i) writer.stage(payload_of(writer.last_number() + 1, 5000));
    ASSERT_TRUE(writer.write());
  }
  const auto reading = read();
  ASSERT_EQ(reading.records.size(), 500U);
  for (const auto& [number, payload] : reading.records) {
    ASSERT_EQ(payload, payload_of(number, 5000));
  }
}

TEST_F(JournalReader, StopsQuietlyAtATornLastRecordWhereverItIsCut) {
  {
    auto writer = open_writer();
    write_records(writer, 6);
  }
  const auto path = segment(0);
  const auto whole = contents(path);
  for (auto size = whole.size(); size >= kHeaderBytes + 3 * kRecord; --size) {
    overwrite(path, whole.substr(0, size));
    const auto reading = read();
    ASSERT_EQ(reading.records.size(), (size - kHeaderBytes) / kRecord) << size;
    const auto torn =
        whole.substr(size - (size - kHeaderBytes) % kRecord, (size - kHeaderBytes) % kRecord);
    const bool only_zeros = torn.find_first_not_of('\0') == std::string::npos;
    ASSERT_EQ(reading.report.torn_bytes, only_zeros ? 0 : torn.size()) << size;
    ASSERT_EQ(reading.report.damaged_bytes, 0U);
    ASSERT_EQ(reading.report.missing_records, 0U);
  }
}

TEST_F(JournalReader, TakesZerosForALegalEnd) {
  auto writer = open_writer();
  write_records(writer, 3);
  for (const std::size_t zeros : {1U, 19U, 20U, 1024U, 65536U, 1200000U}) {
    overwrite(segment(0), contents(segment(0)) + std::string(zeros, '\0'));
    const auto reading = read();
    EXPECT_EQ(reading.records.size(), 3U);
    EXPECT_EQ(reading.report.torn_bytes, 0U);
  }
}

TEST_F(JournalReader, CountsTheBytesOfARecordThatEndsInZeros) {
  auto writer = open_writer();
  write_records(writer, 3);
  auto bytes = contents(segment(0));
  std::fill(bytes.end() - 30, bytes.end(), '\0');
  overwrite(segment(0), bytes);
  EXPECT_EQ(read().records.size(), 2U);
  EXPECT_EQ(read().report.torn_bytes, kRecord);
}

TEST_F(JournalReader, DoesNotTakeAnOlderRecordThatLiesInTheTail) {
  auto writer = open_writer();
  write_records(writer, 3);
  const auto bytes = contents(segment(0));
  overwrite(segment(0), bytes + bytes.substr(kHeaderBytes + kRecord, kRecord));
  EXPECT_EQ(read().records.size(), 3U);
  EXPECT_EQ(read().report.torn_bytes, kRecord);
}

TEST_F(JournalReader, DoesNotTakeAnotherSegmentsRecords) {
  auto writer = open_writer(200);
  write_records(writer, 6);
  overwrite(segment(0), contents(segment(0)) + contents(segment(1)).substr(kHeaderBytes));
  ASSERT_TRUE(remove(segments()[1]));
  EXPECT_EQ(read().records.size(), 3U);
  EXPECT_EQ(read().report.torn_bytes, 3 * kRecord);
}

TEST_F(JournalReader, DoesNotTakeAnotherRunsRecords) {
  auto writer = open_writer();
  write_records(writer, 3);
  auto other = Writer::create({directory(), RunId::random()});
  ASSERT_TRUE(other.has_value());
  write_records(*other, 5);
  auto listed = segments();
  ASSERT_EQ(listed.size(), 2U);
  const auto mine = listed[0].run == run() ? 0U : 1U;
  const auto foreign = contents(listed[1 - mine].path);
  overwrite(listed[mine].path, contents(listed[mine].path) + foreign.substr(kHeaderBytes));
  ASSERT_TRUE(remove(listed[1 - mine]));
  EXPECT_EQ(read().records.size(), 3U);
}

TEST_F(JournalReader, DoesNotMissWhatWasRemovedBeforeTheFirstSegment) {
  auto writer = open_writer(200);
  write_records(writer, 9);
  ASSERT_TRUE(remove(segments()[0]));
  EXPECT_EQ(read().records.size(), 6U);
  EXPECT_EQ(read().report.missing_records, 0U);
  EXPECT_EQ(segments().front().previous_last, 3U);
}

TEST_F(JournalReader, KnowsTheLastNumberOfARunWhoseRecordsAreGone) {
  auto writer = open_writer(200);
  write_records(writer, 3);
  ASSERT_TRUE(writer.write());  // makes the next segment
  ASSERT_TRUE(remove(segments()[0]));
  EXPECT_TRUE(read().records.empty());
  EXPECT_EQ(read().report.last_number, 3U);
}

TEST_F(JournalReader, SaysThatAFileCannotBeRead) {
  auto writer = open_writer();
  write_records(writer, 1);
  const auto listed = segments();
  fs::remove(listed[0].path);
  const auto report = read_run(listed, 0, [](std::uint64_t, std::string_view) { FAIL(); });
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error(), boost::system::errc::no_such_file_or_directory);
}

}  // namespace
}  // namespace readcount::journal::testing
