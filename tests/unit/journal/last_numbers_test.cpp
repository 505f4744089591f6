#include "journal/last_numbers.hpp"

#include "fixture.hpp"

namespace readcount::journal::testing {
namespace {

SegmentHeader header_of(std::uint64_t first) {
  SegmentHeader header;
  header.run = *RunId::parse("5eed5eed5eed5eed5eed5eed5eed5eed");
  header.first_number = first;
  return header;
}

LastNumbers some() {
  LastNumbers numbers{};
  numbers[0] = 1;
  numbers[200] = 1'000'000'000'000;
  return numbers;
}

TEST(JournalLastNumbers, ComeBackFromWhatStandsBehindTheHeader) {
  LastNumbers all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i + 1;
  for (const auto& numbers : {some(), all}) {
    const auto front = encode(header_of(7), numbers);
    EXPECT_LE(front.size(), kMostHeaderBytes);
    EXPECT_EQ(SegmentHeader::decode(front)->bytes, front.size());
    EXPECT_EQ(decode_last_numbers(front), numbers);
  }
}

TEST(JournalLastNumbers, NeedNoTableWhereThereAreNone) {
  const auto front = encode(header_of(1), LastNumbers{});
  EXPECT_EQ(front, header_of(1).encode());
  EXPECT_FALSE(decode_last_numbers(front));
}

TEST(JournalLastNumbers, AreNotBelievedCutOrWithAWrongByte) {
  const auto front = encode(header_of(7), some());
  for (auto size = kHeaderBytes; size < front.size(); ++size) {
    EXPECT_FALSE(decode_last_numbers(front.substr(0, size))) << size;
  }
  for (auto at = kHeaderBytes; at < front.size(); ++at) {
    auto damaged = front;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    EXPECT_FALSE(decode_last_numbers(damaged)) << at;
  }
}

TEST(JournalLastNumbers, AreNotBelievedBehindAnotherHeader) {
  const auto table = encode(header_of(7), some()).substr(kHeaderBytes);
  EXPECT_FALSE(decode_last_numbers(encode(header_of(8), some()).substr(0, kHeaderBytes) + table));
}

TEST(JournalLastNumbers, MayHaveSomethingOfALaterVersionBehindThem) {
  EXPECT_EQ(decode_last_numbers(encode(header_of(7), some()) + "later"), some());
}

}  // namespace
}  // namespace readcount::journal::testing
