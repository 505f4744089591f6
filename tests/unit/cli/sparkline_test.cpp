#include "cli/sparkline.hpp"

#include "cli/text.hpp"

#include <gtest/gtest.h>

namespace readcount::cli {
namespace {

constexpr std::size_t kWide = 80;

TEST(Sparkline, RisesFromNothingToTheMost) {
  EXPECT_EQ(sparkline({0, 1, 2, 3, 4, 5, 6, 7}, kWide), "▁▂▃▄▅▆▇█");
}

TEST(Sparkline, ShowsThatALittleIsNotNothing) { EXPECT_EQ(sparkline({0, 1, 1e9}, kWide), "▁▂█"); }

TEST(Sparkline, IsFlatWithoutAny) { EXPECT_EQ(sparkline({0, 0, 0}, kWide), "▁▁▁"); }

TEST(Sparkline, LeavesASpaceForWhatIsNotKnown) {
  EXPECT_EQ(sparkline({5, std::nullopt, 5}, kWide), "█ █");
  EXPECT_EQ(sparkline({std::nullopt}, kWide), " ");
  EXPECT_EQ(sparkline({}, kWide), "");
}

TEST(Sparkline, KeepsAPeakWhenItIsTooNarrow) {
  std::vector<std::optional<double>> minutes(2880, 0);
  minutes[1441] = 9;
  const auto line = sparkline(minutes, 10);
  EXPECT_EQ(line, "▁▁▁▁▁█▁▁▁▁");
}

TEST(Sparkline, FillsEveryWidthUpToItsValues) {
  const std::vector<std::optional<double>> values(61, 3);
  for (std::size_t width = 0; width < 100; ++width) {
    EXPECT_EQ(width_of(sparkline(values, width)), std::min<std::size_t>(width, 61));
  }
}

TEST(Sparkline, TakesWhatIsBelowNothingForNothing) {
  EXPECT_EQ(sparkline({-3, 7}, kWide), "▁█");
  EXPECT_EQ(sparkline({-3, -1}, kWide), "▁▁");
}

}  // namespace
}  // namespace readcount::cli
