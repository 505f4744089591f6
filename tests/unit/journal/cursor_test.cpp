#include "journal/cursor.hpp"

#include "fixture.hpp"
#include "journal/record.hpp"
#include "journal/segment.hpp"

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace readcount::journal::testing {
namespace {

constexpr std::uint64_t kThree = kHeaderBytes + 3 * kRecord;  // a segment of three records

class JournalCursor : public JournalTest {
 protected:
  /// What next() finds up to a number: "4" for a record, "2-3" for a gap.
  std::vector<std::string> steps(Cursor& cursor, std::uint64_t up_to = UINT64_MAX) const {
    cursor.set_segments(segments());
    std::vector<std::string> steps;
    for (;;) {
      const auto found = cursor.next(up_to);
      if (!found) throw std::runtime_error(found.error().message());
      if (*found == Cursor::Found::end) return steps;
      if (*found == Cursor::Found::record) {
        EXPECT_EQ(cursor.payload(), payload_of(cursor.number()));
        steps.push_back(std::to_string(cursor.number()));
      } else {
        steps.push_back(std::to_string(cursor.missing().first) + '-' +
                        std::to_string(cursor.missing().last));
      }
    }
  }

  /// A segment that holds one record, begun after `previous_last` was the last one kept.
  void write_segment(std::uint64_t number, std::uint64_t previous_last) const {
    SegmentHeader header;
    header.run = run();
    header.first_number = number;
    header.previous_last = previous_last;
    std::string record;
    append_unsealed(record, number, payload_of(number));
    seal(record, seed_of(run(), number));
    overwrite(directory() / SegmentName{run(), number}.text(), header.encode() + record);
  }
};

using Steps = std::vector<std::string>;

TEST_F(JournalCursor, FollowsARunWhileItIsWritten) {
  auto writer = open_writer(kThree);
  Cursor cursor(Cursor::Run::growing, 0);
  EXPECT_EQ(steps(cursor), Steps());
  for (int i = 1; i <= 20; ++i) {
    write_records(writer, 1);
    EXPECT_EQ(steps(cursor), Steps{std::to_string(i)});
    EXPECT_EQ(cursor.through(), static_cast<std::uint64_t>(i));
  }
  EXPECT_GT(segments().size(), 4U);
  EXPECT_EQ(cursor.torn_bytes() + cursor.damaged_bytes(), 0U);
}

TEST_F(JournalCursor, HoldsBackWhatIsNotAskedForYet) {
  auto writer = open_writer(kThree);
  write_records(writer, 8);
  Cursor cursor(Cursor::Run::growing, 1);
  EXPECT_EQ(steps(cursor, 1), Steps());
  EXPECT_EQ(steps(cursor, 4), (Steps{"2", "3", "4"}));
  EXPECT_EQ(steps(cursor, 4), Steps());
  write_records(writer, 1);
  EXPECT_EQ(steps(cursor, 8), (Steps{"5", "6", "7", "8"}));
  EXPECT_EQ(steps(cursor, 9), Steps{"9"});
}

TEST_F(JournalCursor, DoesNotHandOutABatchThatWasRefusedAfterAll) {
  auto writer = open_writer();
  write_records(writer, 3);
  Cursor cursor(Cursor::Run::growing, 0);
  EXPECT_EQ(steps(cursor, 2), (Steps{"1", "2"}));
  // As if record 3 had been written, its sync had failed, and it could not be cut off again.
  write_segment(4, 2);
  EXPECT_EQ(steps(cursor), Steps{"4"});
}

TEST_F(JournalCursor, TellsTheGapThatARemovedBeginningLeaves) {
  auto writer = open_writer(kThree);
  write_records(writer, 8);
  ASSERT_TRUE(remove(segments()[0]));
  Cursor from_the_start(Cursor::Run::ended, 0);
  EXPECT_EQ(steps(from_the_start), (Steps{"1-3", "4", "5", "6", "7", "8"}));
  Cursor behind_it(Cursor::Run::ended, 3);
  EXPECT_EQ(steps(behind_it), (Steps{"4", "5", "6", "7", "8"}));
}

TEST_F(JournalCursor, TellsTheGapsThatDamageLeaves) {
  auto writer = open_writer(kThree);
  write_records(writer, 8);
  auto bytes = contents(segment(1));
  bytes[kHeaderBytes + kRecord + 25] ^= 1;
  overwrite(segment(1), bytes);
  Cursor cursor(Cursor::Run::ended, 0);
  EXPECT_EQ(steps(cursor), (Steps{"1", "2", "3", "4", "5-5", "6", "7", "8"}));
  EXPECT_EQ(cursor.damaged_bytes(), kRecord);
}

TEST_F(JournalCursor, CanBeAskedAgainWhenAFileCouldNotBeRead) {
  auto writer = open_writer();
  write_records(writer, 2);
  Cursor cursor(Cursor::Run::growing, 0);
  const auto listed = segments();
  const auto elsewhere = listed[0].path.string() + ".away";
  std::filesystem::rename(listed[0].path, elsewhere);
  cursor.set_segments(listed);
  EXPECT_FALSE(cursor.next());
  std::filesystem::rename(elsewhere, listed[0].path);
  EXPECT_EQ(steps(cursor), (Steps{"1", "2"}));
}

}  // namespace
}  // namespace readcount::journal::testing
