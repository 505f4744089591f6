#include "journal/writer.hpp"

#include "fixture.hpp"
#include "journal/file.hpp"
#include "journal/format.hpp"
#include "journal/last_numbers.hpp"

#include <sys/stat.h>

#include <numeric>
#include <stdexcept>

namespace readcount::journal::testing {
namespace {

class JournalWriter : public JournalTest {};

TEST_F(JournalWriter, GivesBackWhatItWasGiven) {
  auto writer = open_writer();
  writer.stage("first");
  writer.stage("");
  writer.stage(std::string(kMaxPayload, 'm'));
  ASSERT_TRUE(writer.write());
  writer.stage(std::string("\0\x01\xff", 3));
  ASSERT_TRUE(writer.write());

  const auto reading = read();
  EXPECT_EQ(reading.records,
            (std::map<std::uint64_t, std::string>{{1, "first"},
                                                  {2, ""},
                                                  {3, std::string(kMaxPayload, 'm')},
                                                  {4, std::string("\0\x01\xff", 3)}}));
  EXPECT_EQ(reading.report.last_number, 4U);
  EXPECT_EQ(reading.report.torn_bytes, 0U);
  EXPECT_EQ(reading.report.damaged_bytes, 0U);
  EXPECT_EQ(reading.report.missing_records, 0U);
}

TEST_F(JournalWriter, NumbersRecordsFromOneOn) {
  auto writer = open_writer();
  EXPECT_EQ(writer.last_number(), 0U);
  EXPECT_EQ(writer.stage("a"), 1U);
  EXPECT_EQ(writer.stage("b"), 2U);
  EXPECT_EQ(writer.last_number(), 2U);
  ASSERT_TRUE(writer.write());
  EXPECT_EQ(writer.stage("c"), 3U);
}

TEST_F(JournalWriter, PutsNothingIntoTheFileBeforeItIsToldTo) {
  auto writer = open_writer();
  writer.stage("a");
  EXPECT_TRUE(read().records.empty());
  ASSERT_TRUE(writer.write());
  EXPECT_EQ(read().records.size(), 1U);
}

TEST_F(JournalWriter, RefusesAPayloadThatNoReaderWouldTake) {
  auto writer = open_writer();
  EXPECT_THROW(writer.stage(std::string(kMaxPayload + 1, 'x')), std::length_error);
  EXPECT_EQ(writer.stage("next"), 1U);
}

TEST_F(JournalWriter, MakesAPrivateFileAtOnce) {
  const auto writer = open_writer();
  ASSERT_EQ(segments().size(), 1U);
  struct stat status {};
  ASSERT_EQ(::stat(segment(0).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0600U);
  EXPECT_EQ(segment(0).filename(), run().hex() + "-00000000000000000001.rcj");
}

TEST_F(JournalWriter, SaysAtOnceThatADirectoryIsNotThere) {
  const auto writer = Writer::create({directory() / "none", run()});
  ASSERT_FALSE(writer.has_value());
  EXPECT_EQ(writer.error(), boost::system::errc::no_such_file_or_directory);
}

TEST_F(JournalWriter, BeginsANewSegmentWhenOneIsLongEnough) {
  auto writer = open_writer(200);
  write_records(writer, 7);  // 64 + 3 * 60 > 200

  const auto listed = segments();
  ASSERT_EQ(listed.size(), 3U);
  EXPECT_EQ(listed[1].first_number, 4U);
  EXPECT_EQ(listed[1].previous_last, 3U);
  EXPECT_EQ(listed[2].first_number, 7U);
  EXPECT_EQ(listed[2].previous_last, 6U);
  EXPECT_EQ(read().records.size(), 7U);
}

TEST_F(JournalWriter, NeverSplitsABatch) {
  auto writer = open_writer(200);
  for (int i = 0; i < 100; ++i) writer.stage(payload_of(writer.last_number() + 1));
  ASSERT_TRUE(writer.write());
  EXPECT_EQ(segments().size(), 1U);
  EXPECT_EQ(read().records.size(), 100U);
}

TEST_F(JournalWriter, CountsTheBytesItHasWritten) {
  auto writer = open_writer(200);
  EXPECT_EQ(writer.bytes(), 0U);
  write_records(writer, 7);
  const auto listed = segments();
  const auto on_disk =
      std::accumulate(listed.begin(), listed.end(), std::uint64_t{0},
                      [](std::uint64_t sum, const Segment& one) { return sum + one.bytes; });
  EXPECT_EQ(writer.bytes(), on_disk);

  ASSERT_TRUE(remove(listed[0]));
  EXPECT_EQ(writer.bytes(), on_disk);
}

TEST_F(JournalWriter, HandsOutEachFileToSyncOnceUntilItIsWrittenAgain) {
  auto writer = open_writer(200);
  EXPECT_TRUE(writer.take_unsynced().empty());
  write_records(writer, 7);
  const auto files = writer.take_unsynced();
  ASSERT_EQ(files.size(), 3U);
  for (std::size_t i = 0; i < files.size(); ++i) {
    EXPECT_EQ(files[i]->path(), segment(i));
    EXPECT_TRUE(files[i]->sync());
  }
  EXPECT_TRUE(writer.take_unsynced().empty());
  write_records(writer, 1);
  EXPECT_EQ(writer.take_unsynced().size(), 1U);
}

TEST_F(JournalWriter, SaysInEachSegmentWhatTheRecordsBeforeItTouch) {
  auto writer = open_writer(100);
  const std::uint8_t first[] = {7, 255};
  const std::uint8_t second[] = {7};
  writer.stage("a", first);
  writer.stage("b", second);
  ASSERT_TRUE(writer.write());
  write_records(writer, 4);

  const auto listed = segments();
  ASSERT_GE(listed.size(), 2U);
  EXPECT_EQ(listed[0].last_numbers, nullptr);
  LastNumbers numbers{};
  numbers[7] = 2;
  numbers[255] = 1;
  for (std::size_t i = 1; i < listed.size(); ++i) {
    ASSERT_NE(listed[i].last_numbers, nullptr);
    EXPECT_EQ(*listed[i].last_numbers, numbers);
  }
  EXPECT_EQ(read().records.size(), 6U);
  EXPECT_EQ(read().report.damaged_bytes, 0U);
}

}  // namespace
}  // namespace readcount::journal::testing
