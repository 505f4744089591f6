#include "fixture.hpp"
#include "journal/format.hpp"

#include <random>

namespace readcount::journal::testing {
namespace {

namespace fs = std::filesystem;

/// Three segments of three records each.
class JournalDamage : public JournalTest {
 protected:
  void SetUp() override {
    auto writer = open_writer(200);
    write_records(writer, 9);
    ASSERT_EQ(segments().size(), 3U);
  }

  void expect_all_but(const std::vector<std::uint64_t>& lost, const Reading& reading) const {
    auto expected = whole_.records;
    for (const auto number : lost) expected.erase(number);
    EXPECT_EQ(reading.records, expected);
    EXPECT_EQ(reading.report.missing_records, lost.size());
  }

 private:
  const Reading whole_{{{1, payload_of(1)},
                        {2, payload_of(2)},
                        {3, payload_of(3)},
                        {4, payload_of(4)},
                        {5, payload_of(5)},
                        {6, payload_of(6)},
                        {7, payload_of(7)},
                        {8, payload_of(8)},
                        {9, payload_of(9)}},
                       {}};
};

TEST_F(JournalDamage, CostsTheOneRecordInWhichABitIsFlipped) {
  const auto path = segment(1);
  const auto whole = contents(path);
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    auto flipped = whole;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    overwrite(path, flipped);
    const auto reading = read();
    const auto at = bit / 8;
    SCOPED_TRACE("bit " + std::to_string(bit));
    if (at < kHeaderBytes) {
      expect_all_but({}, reading);
      ASSERT_EQ(reading.report.damaged_bytes, kHeaderBytes);
    } else {
      const auto hit = (at - kHeaderBytes) / kRecord;
      expect_all_but({4 + hit}, reading);
      ASSERT_EQ(reading.report.damaged_bytes, hit < 2 ? kRecord : 0);
      ASSERT_EQ(reading.report.torn_bytes, hit < 2 ? 0 : kRecord);
    }
    if (HasFailure()) return;
  }
}

TEST_F(JournalDamage, OfSeveralRecordsIsCountedInBytesAndNumbers) {
  auto bytes = contents(segment(1));
  std::fill_n(bytes.begin() + kHeaderBytes + 30, kRecord, '#');
  overwrite(segment(1), bytes);
  const auto reading = read();
  expect_all_but({4, 5}, reading);
  EXPECT_EQ(reading.report.damaged_bytes, 2 * kRecord);
}

TEST_F(JournalDamage, ByBytesThatWentMissingOrCameInIsSteppedOver) {
  const auto whole = contents(segment(1));
  overwrite(segment(1), whole.substr(0, kHeaderBytes + 10) + whole.substr(kHeaderBytes + 17));
  expect_all_but({4}, read());
  overwrite(segment(1), whole.substr(0, kHeaderBytes) + "seven+5" + whole.substr(kHeaderBytes));
  const auto reading = read();
  expect_all_but({}, reading);
  EXPECT_EQ(reading.report.damaged_bytes, 7U);
}

TEST_F(JournalDamage, OfMegabytesIsSearchedForTheNextGoodRecord) {
  std::mt19937 random(1);  // NOLINT(bugprone-random-generator-seed): the same bytes each time
  std::string garbage(1200000, '\0');
  for (auto& byte : garbage) byte = static_cast<char>(random());
  const auto whole = contents(segment(1));
  overwrite(segment(1), whole.substr(0, kHeaderBytes + kRecord) + garbage +
                            whole.substr(kHeaderBytes + kRecord));
  const auto reading = read();
  expect_all_but({}, reading);
  EXPECT_EQ(reading.report.damaged_bytes, garbage.size());

  overwrite(segment(1), whole + garbage);
  EXPECT_EQ(read().records.size(), 9U);
  EXPECT_EQ(read().report.torn_bytes, garbage.size());
}

TEST_F(JournalDamage, OfATornSegmentInTheMiddleIsNoticedByTheNextOne) {
  const auto whole = contents(segment(1));
  overwrite(segment(1), whole.substr(0, whole.size() - 1));
  expect_all_but({6}, read());
}

TEST_F(JournalDamage, NoticesAMissingSegment) {
  ASSERT_TRUE(remove(segments()[1]));
  expect_all_but({4, 5, 6}, read());
}

TEST_F(JournalDamage, NoticesAnEmptiedSegment) {
  fs::resize_file(segment(1), 0);
  expect_all_but({4, 5, 6}, read());
}

TEST_F(JournalDamage, NoticesAZeroedSegment) {
  overwrite(segment(1), std::string(contents(segment(1)).size(), '\0'));
  expect_all_but({4, 5, 6}, read());
  EXPECT_EQ(read().report.torn_bytes, 0U);
}

TEST_F(JournalDamage, DoesNotMindSwappedSegments) {
  const auto first = segment(0);
  const auto second = segment(1);
  fs::rename(first, directory() / "aside");
  fs::rename(second, first);
  fs::rename(directory() / "aside", second);
  expect_all_but({}, read());
  EXPECT_EQ(read().report.damaged_bytes, 0U);
}

TEST_F(JournalDamage, DoesNotCountACopiedSegmentTwice) {
  fs::copy_file(segment(0), directory() / (run().hex() + "-00000000000000000099.rcj"));
  EXPECT_EQ(segments().size(), 4U);
  expect_all_but({}, read());
}

TEST_F(JournalDamage, IsNotMissedWhereItIsNotAskedFor) {
  ASSERT_TRUE(remove(segments()[1]));
  EXPECT_EQ(read(5).report.missing_records, 1U);
  EXPECT_EQ(read(6).report.missing_records, 0U);
}

}  // namespace
}  // namespace readcount::journal::testing
