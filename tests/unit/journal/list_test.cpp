#include "base/bytes.hpp"
#include "base/crc32c.hpp"
#include "fixture.hpp"
#include "journal/segment.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <limits>

namespace readcount::journal::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class JournalList : public JournalTest {
 protected:
  /// Gives the first segment the header of another version.
  void rewrite_header(std::uint16_t version, std::uint16_t oldest_reader, std::uint32_t bytes) {
    const auto whole = contents(segment(0));
    auto header = *SegmentHeader::decode(whole);
    header.version = version;
    header.oldest_reader = oldest_reader;
    header.bytes = bytes;
    overwrite(segment(0), header.encode() + std::string(bytes - kHeaderBytes, '+') +
                              whole.substr(kHeaderBytes));
  }
};

TEST_F(JournalList, OrdersSegmentsByRunAndNumber) {
  auto writer = open_writer(100);
  write_records(writer, 12);
  auto other = Writer::create({directory(), RunId::random(), 100});
  ASSERT_TRUE(other.has_value());
  write_records(*other, 3);

  const auto listed = segments();
  ASSERT_EQ(listed.size(), 15U);
  for (std::size_t i = 1; i < listed.size(); ++i) {
    const auto before = std::pair(listed[i - 1].run, listed[i - 1].first_number);
    EXPECT_LT(before, std::pair(listed[i].run, listed[i].first_number));
  }
}

TEST_F(JournalList, TellsLengthAndTimeOfAFile) {
  auto writer = open_writer();
  write_records(writer, 2);
  const auto one = segments().at(0);
  EXPECT_EQ(one.bytes, contents(one.path).size());
  EXPECT_LT(std::chrono::abs(wall_now() - one.last_written), std::chrono::minutes(1));
}

TEST_F(JournalList, LeavesOtherFilesAlone) {
  const auto name = SegmentName{run(), 1}.text();
  for (const auto& other : {name + ".bak", "x" + name, name.substr(1), std::string("lock")}) {
    overwrite(directory() / other, "not ours");
  }
  fs::create_directory(directory() / name);
  EXPECT_TRUE(segments().empty());
}

TEST_F(JournalList, SaysWhichDirectoryItCannotRead) {
  const auto listed = list(directory() / "none");
  ASSERT_FALSE(listed.has_value());
  EXPECT_THAT(listed.error().text, HasSubstr((directory() / "none").string()));
}

TEST_F(JournalList, RefusesASegmentThatOnlyANewerVersionCanRead) {
  auto writer = open_writer();
  write_records(writer, 2);
  rewrite_header(7, kVersion + 1, kHeaderBytes);
  const auto before = contents(directory() / SegmentName{run(), 1}.text());

  const auto listed = list(directory());
  ASSERT_FALSE(listed.has_value());
  EXPECT_THAT(listed.error().text, HasSubstr(SegmentName{run(), 1}.text()));
  EXPECT_THAT(listed.error().text, HasSubstr("format 7"));
  EXPECT_THAT(listed.error().text, HasSubstr("newer readcountd"));
  EXPECT_EQ(contents(directory() / SegmentName{run(), 1}.text()), before);
}

TEST_F(JournalList, ReadsANewerVersionThatLetsItAndSkipsItsLongerHeader) {
  auto writer = open_writer();
  write_records(writer, 2);
  rewrite_header(7, 1, 100);
  EXPECT_EQ(read().records.size(), 2U);
  EXPECT_EQ(read().report.damaged_bytes, 0U);
}

TEST_F(JournalList, DoesNotTakeAFlippedBitForANewerVersion) {
  auto writer = open_writer();
  write_records(writer, 2);
  auto bytes = contents(segment(0));
  bytes[10] = 3;
  overwrite(segment(0), bytes);
  EXPECT_EQ(segments().at(0).header_bytes, 0U);
  EXPECT_EQ(read().records.size(), 2U);
}

TEST_F(JournalList, DoesNotTakeAFileOfAnotherKindForANewerVersion) {
  auto header = SegmentHeader{};
  header.oldest_reader = 9;
  auto other = header.encode();
  other[1] = 'X';
  other.resize(kHeaderBytes - 4);
  put(other, crc32c(other));
  overwrite(directory() / SegmentName{run(), 1}.text(), other);
  EXPECT_EQ(segments().at(0).header_bytes, 0U);
}

TEST_F(JournalList, GoesByTheNameWhenTheHeaderIsCutAtAnyByte) {
  auto writer = open_writer();
  const auto whole = contents(segment(0));
  for (std::size_t size = 0; size < kHeaderBytes; ++size) {
    overwrite(segment(0), whole.substr(0, size));
    const auto one = segments().at(0);
    ASSERT_EQ(one.run, run());
    ASSERT_EQ(one.first_number, 1U);
    ASSERT_FALSE(one.previous_last.has_value());
    ASSERT_EQ(read().report.torn_bytes, size);
  }
}

TEST(JournalSegmentName, ComesBackFromItsText) {
  const auto run = RunId::random();
  for (const auto number : {std::uint64_t{1}, std::numeric_limits<std::uint64_t>::max()}) {
    const auto name = SegmentName::parse(SegmentName{run, number}.text());
    ASSERT_TRUE(name.has_value());
    EXPECT_EQ(name->run, run);
    EXPECT_EQ(name->first_number, number);
  }
}

TEST(JournalSegmentName, IsNothingElse) {
  const std::string good = SegmentName{RunId::random(), 1}.text();
  auto with = [&](std::size_t at, char c) {
    auto name = good;
    name[at] = c;
    return name;
  };
  EXPECT_TRUE(SegmentName::parse(good));
  EXPECT_FALSE(SegmentName::parse(""));
  EXPECT_FALSE(SegmentName::parse(with(0, 'G')));
  EXPECT_FALSE(SegmentName::parse(with(32, '_')));
  EXPECT_FALSE(SegmentName::parse(with(33, '-')));
  EXPECT_FALSE(SegmentName::parse(with(33, '9')));  // above 2^64
  EXPECT_FALSE(SegmentName::parse(with(52, ' ')));
  EXPECT_FALSE(SegmentName::parse(with(56, 'J')));
}

}  // namespace
}  // namespace readcount::journal::testing
