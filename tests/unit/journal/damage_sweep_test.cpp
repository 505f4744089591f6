#include "fixture.hpp"
#include "journal/format.hpp"
#include "journal/segment.hpp"

#include <gmock/gmock.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace readcount::journal::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// Four sealed segments and a last one, each of three records of different lengths, and every way
/// of damaging them. Whatever it is: nothing wrong is ever read, what was not touched is read, and
/// the rest is missed.
class JournalDamageSweep : public JournalTest {
 protected:
  void SetUp() override {
    auto writer = open_writer(kSegmentBytes);
    for (std::uint64_t number = 1; number <= kLast; ++number) {
      writer.stage(payload_of(number, length_of(number)));
      ASSERT_TRUE(writer.write());
    }
    ASSERT_EQ(segments().size(), kSegments);
    for (const auto& one : segments()) whole_.push_back(contents(one.path));
  }

  static constexpr std::size_t kSegments = 5;
  static constexpr std::uint64_t kEach = 3;
  static constexpr std::uint64_t kLast = kSegments * kEach;
  static constexpr std::uint64_t kSegmentBytes = kHeaderBytes + 3 * kRecordHead + 1 + 40 + 130;

  /// 2, 40 and 130, so that a record in a segment is short, long, or in between.
  static std::size_t length_of(std::uint64_t number) {
    constexpr std::size_t kLengths[] = {130, 3, 40};
    return kLengths[number % kEach];
  }

  /// In the segment with this index: where its records end, its header's end first.
  std::vector<std::size_t> ends(std::size_t segment) const {
    std::vector<std::size_t> ends{kHeaderBytes};
    for (std::uint64_t i = 0; i < kEach; ++i) {
      ends.push_back(ends.back() + kRecordHead + length_of(segment * kEach + 1 + i));
    }
    return ends;
  }

  const std::string& whole(std::size_t segment) const { return whole_.at(segment); }
  fs::path path(std::size_t segment) const {
    return directory() / SegmentName{run(), segment * kEach + 1}.text();
  }
  void damage(std::size_t segment, const std::string& bytes) const {
    overwrite(path(segment), bytes);
  }

  /// Expects that the records of which `is_lost` are not read, that all others are, and that those
  /// lost are missed up to number `known`.
  Reading expect_lost(const std::function<bool(std::uint64_t)>& is_lost,
                      std::uint64_t known = kLast) const {
    auto reading = read();
    std::uint64_t missing = 0;
    for (std::uint64_t number = 1; number <= kLast; ++number) {
      const auto found = reading.records.find(number);
      const bool is_right =
          found != reading.records.end() && found->second == payload_of(number, length_of(number));
      EXPECT_EQ(is_right, !is_lost(number)) << "record " << number;
      if (is_lost(number) && number <= known) ++missing;
    }
    EXPECT_LE(reading.records.size(), kLast);
    EXPECT_EQ(reading.report.missing_records, missing);
    return reading;
  }

 private:
  std::vector<std::string> whole_;
};

bool none(std::uint64_t /*number*/) { return false; }

bool is_in(unsigned set, std::size_t element) { return (set >> element & 1U) != 0; }

TEST_F(JournalDamageSweep, FindsEveryFlippedBitOfASealedSegment) {
  for (const std::size_t segment : {0U, 2U}) {
    const auto at = ends(segment);
    for (std::size_t bit = 0; bit < 8 * whole(segment).size(); ++bit) {
      SCOPED_TRACE("segment " + std::to_string(segment) + ", bit " + std::to_string(bit));
      auto flipped = whole(segment);
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
      damage(segment, flipped);
      const auto reading = expect_lost([&](std::uint64_t number) {
        const auto i = number - 1 - segment * kEach;
        return i < kEach && bit / 8 >= at[i] && bit / 8 < at[i + 1];
      });
      EXPECT_GT(reading.report.damaged_bytes + reading.report.torn_bytes, 0U);
      if (HasFailure()) return;
    }
    damage(segment, whole(segment));
  }
}

TEST_F(JournalDamageSweep, ReadsEverySegmentButTheOneThatIsCutAtAnyByte) {
  for (const std::size_t segment : {0U, 2U, 4U}) {
    const auto at = ends(segment);
    // What the last one held is not known to a later one.
    const auto known = segment == kSegments - 1 ? segment * kEach : kLast;
    for (std::size_t size = 0; size < whole(segment).size(); ++size) {
      SCOPED_TRACE("segment " + std::to_string(segment) + ", size " + std::to_string(size));
      damage(segment, whole(segment).substr(0, size));
      expect_lost(
          [&](std::uint64_t number) {
            const auto i = number - 1 - segment * kEach;
            return i < kEach && size < at[i + 1];
          },
          known);
      if (HasFailure()) return;
    }
    damage(segment, whole(segment));
  }
}

TEST_F(JournalDamageSweep, ReadsEverySegmentButTheOneThatIsZeroedFromAnyByte) {
  for (const std::size_t segment : {2U, 4U}) {
    const auto at = ends(segment);
    const auto known = segment == kSegments - 1 ? segment * kEach : kLast;
    for (std::size_t size = 0; size < whole(segment).size(); ++size) {
      SCOPED_TRACE("segment " + std::to_string(segment) + ", size " + std::to_string(size));
      auto zeroed = whole(segment);
      zeroed.replace(size, std::string::npos, zeroed.size() - size, '\0');
      damage(segment, zeroed);
      expect_lost(
          [&](std::uint64_t number) {
            const auto i = number - 1 - segment * kEach;
            return i < kEach && size < at[i + 1];
          },
          known);
      if (HasFailure()) return;
    }
    damage(segment, whole(segment));
  }
}

TEST_F(JournalDamageSweep, TakesNoOlderRecordsBytesInATailThatEndsAtAnyByte) {
  // As a file system leaves them: the blocks behind the end are an older part of this segment, of
  // another one, or of another run's.
  auto other = Writer::create({directory(), RunId::random()});
  ASSERT_TRUE(other.has_value());
  write_records(*other, 20);
  std::vector<std::string> stale{whole(4), whole(1)};
  for (const auto& one : segments()) {
    if (one.run == run()) continue;
    stale.push_back(contents(one.path));
    ASSERT_TRUE(remove(one));
  }
  for (const auto& bytes : stale) {
    for (std::size_t from = 0; from < bytes.size(); ++from) {
      SCOPED_TRACE("from byte " + std::to_string(from));
      damage(4, whole(4) + bytes.substr(from));
      expect_lost(none);
      if (HasFailure()) return;
    }
  }
}

TEST_F(JournalDamageSweep, TakesNoOlderRecordInPlaceOfOneThatWasCutOff) {
  const auto at = ends(4);
  for (std::size_t size = kHeaderBytes; size < whole(4).size(); ++size) {
    SCOPED_TRACE("size " + std::to_string(size));
    damage(4, whole(4).substr(0, size) + whole(4).substr(at[0], at[2] - at[0]));
    const auto reading = read();
    for (const auto& [number, payload] : reading.records) {
      ASSERT_EQ(payload, payload_of(number, length_of(number)));
    }
    ASSERT_GE(reading.records.size(), kLast - kEach);
  }
}

TEST_F(JournalDamageSweep, MissesWhicheverSegmentsAreEmpty) {
  for (unsigned set = 1; set < 1U << kSegments; ++set) {
    SCOPED_TRACE("set " + std::to_string(set));
    for (std::size_t segment = 0; segment < kSegments; ++segment) {
      damage(segment, is_in(set, segment) ? std::string() : whole(segment));
    }
    // That a name is there says that the records in front of it were.
    const auto known = is_in(set, kSegments - 1) ? kLast - kEach : kLast;
    expect_lost([&](std::uint64_t number) { return is_in(set, (number - 1) / kEach); }, known);
    if (HasFailure()) return;
  }
}

TEST_F(JournalDamageSweep, MissesWhicheverSegmentsAreGoneBetweenTwo) {
  for (unsigned set = 1; set < 1U << (kSegments - 2); ++set) {
    SCOPED_TRACE("set " + std::to_string(set));
    for (std::size_t segment = 1; segment + 1 < kSegments; ++segment) {
      damage(segment, whole(segment));
      if (is_in(set, segment - 1)) fs::remove(path(segment));
    }
    expect_lost([&](std::uint64_t number) {
      const auto segment = (number - 1) / kEach;
      return segment > 0 && is_in(set, segment - 1);
    });
    if (HasFailure()) return;
  }
}

TEST_F(JournalDamageSweep, ReadsTheMiddleWhereBothEndsAreGone) {
  fs::remove(path(0));
  fs::remove(path(4));
  const auto reading = read();
  EXPECT_EQ(reading.records.begin()->first, kEach + 1);
  EXPECT_EQ(reading.records.rbegin()->first, kLast - kEach);
  EXPECT_EQ(reading.records.size(), kLast - 2 * kEach);
  EXPECT_EQ(reading.report.missing_records, 0U);
}

TEST_F(JournalDamageSweep, DoesNotMindContentsThatWereExchanged) {
  for (std::size_t first = 0; first < kSegments; ++first) {
    for (std::size_t second = 0; second < first; ++second) {
      SCOPED_TRACE(std::to_string(first) + " and " + std::to_string(second));
      damage(first, whole(second));
      damage(second, whole(first));
      const auto reading = expect_lost(none);
      EXPECT_EQ(reading.report.damaged_bytes + reading.report.torn_bytes, 0U);
      damage(first, whole(first));
      damage(second, whole(second));
      if (HasFailure()) return;
    }
  }
}

TEST_F(JournalDamageSweep, TakesNothingOutOfContentsThatWereExchangedWithoutTheirHeaders) {
  damage(1, whole(1).substr(0, kHeaderBytes) + whole(3).substr(kHeaderBytes));
  damage(3, whole(3).substr(0, kHeaderBytes) + whole(1).substr(kHeaderBytes));
  expect_lost([](std::uint64_t number) {
    const auto segment = (number - 1) / kEach;
    return segment == 1 || segment == 3;
  });
}

TEST_F(JournalDamageSweep, RefusesANewerVersionInWhicheverSegmentAndTouchesNothing) {
  for (std::size_t segment = 0; segment < kSegments; ++segment) {
    auto header = *SegmentHeader::decode(whole(segment));
    header.version = header.oldest_reader = kVersion + 1;
    const auto newer = header.encode() + whole(segment).substr(kHeaderBytes);
    damage(segment, newer);
    const auto listed = list(directory());
    ASSERT_FALSE(listed.has_value());
    EXPECT_THAT(listed.error().text, HasSubstr(path(segment).string()));
    EXPECT_THAT(listed.error().text, HasSubstr("Nothing was changed"));
    for (std::size_t i = 0; i < kSegments; ++i) {
      EXPECT_EQ(contents(path(i)), i == segment ? newer : whole(i));
    }
    damage(segment, whole(segment));
  }
}

}  // namespace
}  // namespace readcount::journal::testing
