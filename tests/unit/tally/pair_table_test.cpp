#include "tally/pair_table.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <random>
#include <unordered_map>

namespace readcount::tally {
namespace {

TEST(PairTable, HoldsWhatAPlainMapHolds) {
  // Few pairs, many of them side by side, so that they are in each other's way.
  std::mt19937_64 random{7};
  std::vector<std::uint64_t> pairs;
  pairs.reserve(5000);
  for (int i = 0; i < 3000; ++i) pairs.push_back(random());
  for (std::uint64_t i = 0; i < 1000; ++i) pairs.push_back(i);
  for (std::uint64_t i = 0; i < 1000; ++i) pairs.push_back((std::uint64_t{1} << 48U) - 1 - i);

  PairTable table;
  std::unordered_map<std::uint64_t, PairTable::Mark> map;
  for (int step = 0; step < 200'000; ++step) {
    const auto pair = pairs[random() % pairs.size()];
    if (random() % 5 < 2) {
      table.erase(pair);
      map.erase(pair);
    } else {
      const auto mark = static_cast<PairTable::Mark>(1 + random() % 65'535);
      table.set(pair, mark);
      map[pair] = mark;
    }
    ASSERT_EQ(table.size(), map.size());
  }
  for (const auto pair : pairs) {
    const auto found = map.find(pair);
    EXPECT_EQ(table.find(pair), found == map.end() ? 0 : found->second);
  }
}

TEST(PairTable, TellsPairsApartByFiftyFourBits) {
  PairTable table;
  table.set(0, 1);
  for (unsigned bit = 0; bit < 64; ++bit) {
    const bool is_looked_at = bit < 48 || bit >= 58;
    EXPECT_EQ(table.find(std::uint64_t{1} << bit), is_looked_at ? 0 : 1) << bit;
  }
}

long resident_pages() {
  std::ifstream statm("/proc/self/statm");
  long size = 0;
  long resident = 0;
  statm >> size >> resident;
  return resident;
}

TEST(PairTable, TakesSixteenBytesAPairHoweverManyThereAre) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer's shadow memory is resident too";
#endif
  std::mt19937_64 random{7};
  PairTable table;
  const auto before = resident_pages();
  for (int i = 1; i <= 1'000'000; ++i) {
    table.set(random(), 1);
    if (i < 200'000 || i % 20'000 != 0) continue;
    const auto bytes = (resident_pages() - before) * ::sysconf(_SC_PAGESIZE);
    EXPECT_LT(static_cast<double>(bytes) / i, 17.5) << i;  // and what the test itself takes
  }
}

}  // namespace
}  // namespace readcount::tally
