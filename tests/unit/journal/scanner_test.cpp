#include "journal/scanner.hpp"

#include "journal/format.hpp"
#include "journal/record.hpp"

#include <gtest/gtest.h>

#include <string>

namespace readcount::journal {
namespace {

constexpr std::uint32_t kSeed = 0x12345678;

std::string sealed(std::uint64_t number, std::string_view payload) {
  std::string record;
  append_unsealed(record, number, payload);
  seal(record, kSeed);
  return record;
}

TEST(JournalScanner, FindsARecordOnceAllOfItIsInTheWindow) {
  const auto bytes = sealed(1, "payload");
  Scanner scanner(kSeed, 1);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    ASSERT_EQ(scanner.next(bytes.substr(0, size), false), Scanner::Found::more);
    ASSERT_EQ(scanner.consumed(), 0U);
  }
  EXPECT_EQ(scanner.next(bytes, false), Scanner::Found::record);
  EXPECT_EQ(scanner.number(), 1U);
  EXPECT_EQ(scanner.payload(), "payload");
  EXPECT_EQ(scanner.consumed(), bytes.size());
  EXPECT_EQ(scanner.next("", true), Scanner::Found::end);
  EXPECT_EQ(scanner.torn_bytes(), 0U);
}

TEST(JournalScanner, KeepsCountOfDamageAcrossWindows) {
  const auto good = sealed(3, "good");
  Scanner scanner(kSeed, 1);
  const std::string damage(1000, '!');
  ASSERT_EQ(scanner.next(damage, false), Scanner::Found::more);
  const auto rest = damage.substr(scanner.consumed()) + good;
  ASSERT_EQ(scanner.next(rest, true), Scanner::Found::record);
  EXPECT_EQ(scanner.damaged_bytes(), damage.size());
  EXPECT_EQ(scanner.number(), 3U);
}

TEST(JournalScanner, TakesNoNumberBelowTheSegmentsFirst) {
  Scanner scanner(kSeed, 5);
  const auto bytes = sealed(4, "early") + sealed(5, "first");
  ASSERT_EQ(scanner.next(bytes, true), Scanner::Found::record);
  EXPECT_EQ(scanner.payload(), "first");
}

TEST(JournalScanner, TakesNoRecordThatIsLongerThanAllowed) {
  Scanner scanner(kSeed, 1);
  const auto bytes = sealed(1, std::string(kMaxPayload + 1, 'x'));
  EXPECT_EQ(scanner.next(bytes, true), Scanner::Found::end);
  EXPECT_EQ(scanner.torn_bytes(), bytes.size());
}

TEST(JournalScanner, BelievesNoLengthWhoseHeadIsWrong) {
  // Else each 12 bytes of damage could make it wait for, and sum up, 64 KiB.
  std::string wrong;
  append_unsealed(wrong, 1, "");
  wrong[10] = 1;  // length 65 536
  const auto bytes = wrong + wrong + wrong + sealed(1, "good");
  Scanner scanner(kSeed, 1);
  ASSERT_EQ(scanner.next(bytes, false), Scanner::Found::record);
  EXPECT_EQ(scanner.payload(), "good");
}

TEST(JournalScanner, FindsARecordRightBehindAPayloadThatWasOverwritten) {
  auto bytes = sealed(1, std::string(100, 'x'));
  bytes[50] = 'y';
  const auto second = sealed(2, "second");
  Scanner scanner(kSeed, 1);
  ASSERT_EQ(scanner.next(bytes + second, true), Scanner::Found::record);
  EXPECT_EQ(scanner.number(), 2U);
  EXPECT_EQ(scanner.damaged_bytes(), bytes.size());
}

}  // namespace
}  // namespace readcount::journal
