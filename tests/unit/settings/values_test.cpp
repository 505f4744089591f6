#include "settings/values.hpp"

#include <gtest/gtest.h>

namespace readcount::settings {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

template <class T>
std::string complaint_of(const Parsed<T>& parsed) {
  return parsed ? std::string() : parsed.error().text;
}

Parsed<milliseconds> duration(std::string_view text) {
  return parse_duration(text, milliseconds(1), hours(48));
}

TEST(Duration, IsANumberAndItsUnit) {
  EXPECT_EQ(*duration("200ms"), milliseconds(200));
  EXPECT_EQ(*duration("90s"), seconds(90));
  EXPECT_EQ(*duration("30m"), std::chrono::minutes(30));
  EXPECT_EQ(*duration("1h"), hours(1));
  EXPECT_EQ(*duration("2d"), hours(48));
}

TEST(Duration, NeedsItsUnit) {
  EXPECT_EQ(complaint_of(duration("30")),
            "\"30\" is not a duration: write a whole number and its unit, as 200ms, 90s, 30m, 1h "
            "or 2d");
}

TEST(Duration, RefusesOtherForms) {
  for (const auto* text : {"", "s", "-1s", "+1s", " 1s", "1s ", "1.5s", "1h30m", "1H", "0x1s",
                           "99999999999999999999s", "9223372036854775807d"}) {
    EXPECT_FALSE(duration(text)) << text;
  }
}

TEST(Duration, SaysItsRangeInUnitsOfItsOwn) {
  EXPECT_EQ(complaint_of(duration("0s")), "\"0s\" is not within 1ms to 2d");
  EXPECT_EQ(complaint_of(duration("49h")), "\"49h\" is not within 1ms to 2d");
}

TEST(Duration, InSecondsIsWhole) {
  EXPECT_EQ(*parse_seconds("2000ms", seconds(1), seconds(9)), seconds(2));
  EXPECT_EQ(complaint_of(parse_seconds("1500ms", seconds(1), seconds(9))),
            "\"1500ms\" is not a whole number of seconds");
}

TEST(Size, IsBytesOrANumberAndItsUnit) {
  EXPECT_EQ(*parse_bytes("1048576", 1), 1048576U);
  EXPECT_EQ(*parse_bytes("64KiB", 1), 65536U);
  EXPECT_EQ(*parse_bytes("512MiB", 1), 536870912U);
  EXPECT_EQ(*parse_bytes("1GiB", 1), 1073741824U);
}

TEST(Size, RefusesUnitsOfAnotherKindAndOverflow) {
  EXPECT_EQ(complaint_of(parse_bytes("1GB", 1)),
            "\"1GB\" is not a size: write bytes, or a whole number and its unit, as 64KiB, 512MiB "
            "or 1GiB");
  EXPECT_FALSE(parse_bytes("99999999TiB", 1));
}

TEST(Size, SaysTheLeast) {
  EXPECT_EQ(complaint_of(parse_bytes("1023KiB", 1 << 20)),
            "\"1023KiB\" is too small: give 1MiB or more");
}

TEST(Number, IsWholeAndInItsRange) {
  EXPECT_EQ(*parse_number("64", 1, 64), 64U);
  for (const auto* text : {"", "0", "65", "-1", "+1", "1 ", "1e3", "18446744073709551616"}) {
    EXPECT_EQ(complaint_of(parse_number(text, 1, 64)),
              in_quotes(text) + " is not a whole number from 1 to 64");
  }
}

TEST(Word, IsOneOfSome) {
  EXPECT_EQ(*parse_word("b", {"a", "b", "c"}), 1U);
  EXPECT_EQ(complaint_of(parse_word("B", {"a", "b", "c"})),
            "\"B\" is none of \"a\", \"b\" and \"c\"");
}

TEST(InQuotes, CutsWhatIsLong) {
  EXPECT_EQ(in_quotes(std::string(81, 'x')), '"' + std::string(80, 'x') + "…\"");
}

}  // namespace
}  // namespace readcount::settings
