#include "store/replies.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace readcount::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// An answer as Redis writes it.
Reply reply(std::string_view bytes) {
  Decoder decoder;
  decoder.feed(bytes);
  auto decoded = decoder.next();
  EXPECT_TRUE(decoded) << bytes;
  return decoded.value_or(Reply());
}

/// Numbers as the elements of an array.
std::string numbers(std::initializer_list<int> values) {
  std::string out;
  for (const int value : values) {
    const auto text = std::to_string(value);
    out += "$" + std::to_string(text.size()) + "\r\n" + text + "\r\n";
  }
  return out;
}

FailureKind kind_of(std::string_view bytes, std::size_t deltas = 1) {
  const auto applied = decode_applied(reply(bytes), deltas);
  EXPECT_FALSE(applied) << bytes;
  return applied ? FailureKind::away : applied.error().kind;
}

TEST(AppliedReply, HoldsTotalsInTheOrderOfTheDeltas) {
  const auto applied =
      decode_applied(reply("*5\r\n:1\r\n$2\r\n77\r\n*12\r\n" +
                           numbers({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}) + "*0\r\n:9\r\n"),
                     2);
  ASSERT_TRUE(applied) << applied.error().text;
  EXPECT_TRUE(applied->done);
  EXPECT_EQ(applied->marker, 77U);
  EXPECT_THAT(applied->totals,
              ElementsAre(tally::Totals{1, 2, 3, 4, 5, 6}, tally::Totals{7, 8, 9, 10, 11, 12}));
  EXPECT_THAT(applied->damage, IsEmpty());
  EXPECT_EQ(applied->cut, 9U);
}

TEST(AppliedReply, NamesDamageAndCountsWhatIsNoNumberAsZero) {
  const auto applied =
      decode_applied(reply("*5\r\n:1\r\n$1\r\n7\r\n*6\r\n$3\r\nabc\r\n$2\r\n-1\r\n$-1\r\n" +
                           numbers({0, 0, 0}) + "*1\r\n$1\r\nx\r\n:0\r\n"),
                     1);
  ASSERT_TRUE(applied);
  EXPECT_THAT(applied->totals, ElementsAre(tally::Totals()));
  EXPECT_THAT(applied->damage, ElementsAre("x"));
}

TEST(AppliedReply, TellsWhereTheMarkerStandsInstead) {
  const auto applied = decode_applied(reply("*2\r\n:0\r\n$1\r\n9\r\n"), 1);
  ASSERT_TRUE(applied);
  EXPECT_FALSE(applied->done);
  EXPECT_EQ(applied->marker, 9U);
}

TEST(AppliedReply, FailsByTheKindOfTheError) {
  EXPECT_EQ(kind_of("-OOM command not allowed\r\n"), FailureKind::transient);
  EXPECT_EQ(kind_of("-WRONGTYPE Operation against a key\r\n"), FailureKind::refused);
  EXPECT_EQ(kind_of("*2\r\n:0\r\n$3\r\nabc\r\n"), FailureKind::refused);
}

TEST(AppliedReply, OfAnotherFormIsNonsense) {
  for (const auto* bytes :
       {"+OK\r\n", ":1\r\n", "$-1\r\n", "*0\r\n", "*1\r\n:1\r\n", "*2\r\n:1\r\n$1\r\n7\r\n",
        "*4\r\n:1\r\n$1\r\n7\r\n*0\r\n*0\r\n", "*4\r\n:1\r\n$1\r\n7\r\n+OK\r\n*0\r\n",
        "*4\r\n:1\r\n$1\r\n7\r\n*3\r\n+1\r\n+2\r\n+3\r\n+no\r\n"}) {
    EXPECT_EQ(kind_of(bytes), FailureKind::away) << bytes;
  }
}

TEST(MarkersReply, IsZeroWhereThereIsNone) {
  const auto markers = decode_markers(reply("*2\r\n$-1\r\n$20\r\n18446744073709551615\r\n"), 2);
  ASSERT_TRUE(markers);
  EXPECT_THAT(*markers, ElementsAre(0U, 18446744073709551615U));
}

TEST(MarkersReply, IsNeverGuessed) {
  for (const auto* bytes :
       {"*1\r\n$1\r\nx\r\n", "*1\r\n$2\r\n1 \r\n", "*1\r\n$2\r\n-1\r\n", "*1\r\n$0\r\n\r\n",
        "*1\r\n$21\r\n184467440737095516160\r\n", "-WRONGTYPE x\r\n"}) {
    const auto markers = decode_markers(reply(bytes), 1);
    ASSERT_FALSE(markers) << bytes;
    EXPECT_EQ(markers.error().kind, FailureKind::refused) << bytes;
  }
  EXPECT_EQ(decode_markers(reply("*0\r\n"), 1).error().kind, FailureKind::away);
}

TEST(MarkersReply, OfAnotherFormIsNonsense) {
  for (const auto* bytes :
       {"+OK\r\n", ":1\r\n", "$-1\r\n", "$1\r\n7\r\n", "*-1\r\n", "*2\r\n$1\r\n7\r\n$1\r\n7\r\n"}) {
    const auto markers = decode_markers(reply(bytes), 1);
    ASSERT_FALSE(markers) << bytes;
    EXPECT_EQ(markers.error().kind, FailureKind::away) << bytes;
  }
  for (const auto* bytes : {"*1\r\n*0\r\n", "*1\r\n*1\r\n$1\r\n7\r\n"}) {
    EXPECT_FALSE(decode_markers(reply(bytes), 1)) << bytes;  // a marker is never guessed
  }
}

TEST(TotalsReply, OfAnotherFormIsNonsense) {
  for (const auto* bytes :
       {"+OK\r\n", ":1\r\n", "$-1\r\n", "*-1\r\n", "*0\r\n", "*4\r\n:1\r\n:2\r\n:3\r\n:4\r\n"}) {
    const auto totals = decode_totals(reply(bytes));
    ASSERT_FALSE(totals) << bytes;
    EXPECT_EQ(totals.error().kind, FailureKind::away) << bytes;
  }
}

TEST(TotalsReply, CountsABrokenKeyAsZero) {
  EXPECT_EQ(*decode_totals(reply("*6\r\n$1\r\n1\r\n$-1\r\n$1\r\n3\r\n" + numbers({4, 5, 6}))),
            (tally::Totals{1, 0, 3, 4, 5, 6}));
  EXPECT_EQ(*decode_totals(reply("-WRONGTYPE x\r\n")), tally::Totals());
  EXPECT_EQ(decode_totals(reply("-LOADING x\r\n")).error().kind, FailureKind::transient);
  EXPECT_EQ(decode_totals(reply("*2\r\n:1\r\n:2\r\n")).error().kind, FailureKind::away);
}

TEST(SaltReply, Is32HexDigits) {
  const auto salt = decode_salt(reply("$32\r\n000102030405060708090a0b0c0d0eff\r\n"));
  ASSERT_TRUE(salt);
  EXPECT_EQ((*salt)[1], 1);
  EXPECT_EQ((*salt)[15], 0xff);
  EXPECT_EQ(decode_salt(reply("$2\r\nab\r\n")).error().kind, FailureKind::away);
  EXPECT_EQ(decode_salt(reply("$32\r\nzz0102030405060708090a0b0c0d0eff\r\n")).error().kind,
            FailureKind::away);
  EXPECT_THAT(decode_salt(reply("$-1\r\n")).error().text, HasSubstr("clock"));
  for (const auto* bytes : {":1\r\n", "*0\r\n", "*1\r\n$1\r\n7\r\n", "+OK\r\n"}) {
    EXPECT_EQ(decode_salt(reply(bytes)).error().kind, FailureKind::away) << bytes;
  }
}

}  // namespace
}  // namespace readcount::store
