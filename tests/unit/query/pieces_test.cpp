#include "query/pieces.hpp"

#include "times.hpp"

#include <gmock/gmock.h>

namespace readcount::query {
namespace {

using std::chrono::hours;
using testing::ElementsAre;
using testing::IsEmpty;

/// Month, day and hour pieces as "2026-11", "2026-11-23", "2026-11-23T13".
std::vector<std::string> names(const std::vector<Piece>& pieces) {
  std::vector<std::string> all;
  for (const auto& piece : pieces) {
    const std::size_t length = piece.grain == Grain::month ? 7
                               : piece.grain == Grain::day ? 10
                                                           : 13;
    all.push_back(Zone().text_of(piece.begin).substr(0, length));
  }
  return all;
}

std::vector<std::string> names_between(const std::string& begin, const std::string& end) {
  return names(pieces_of(at(begin), at(end), kNow));
}

TEST(Pieces, AreTheFewestThereAre) {
  EXPECT_THAT(names_between("2026-02-27T22:00:00", "2026-05-02T02:00:00"),
              ElementsAre("2026-02-27T22", "2026-02-27T23", "2026-02-28", "2026-03", "2026-04",
                          "2026-05-01", "2026-05-02T00", "2026-05-02T01"));
}

TEST(Pieces, TakeWhatIsUnderWayAsWhole) {
  EXPECT_THAT(names_between("2026-11-23T23:00:00", "2026-11-24T14:31:00"),
              ElementsAre("2026-11-23T23", "2026-11-24"));
  EXPECT_THAT(names_between("2026-11-01T00:00:00", "2026-11-24T14:31:00"), ElementsAre("2026-11"));
  EXPECT_THAT(names_between("2026-11-24T14:00:00", "2026-11-24T15:00:00"),
              ElementsAre("2026-11-24T14"));
}

TEST(Pieces, DoNotTakeWhatCameAfterTheEnd) {
  EXPECT_THAT(names_between("2026-11-24T00:00:00", "2026-11-24T02:00:00"),
              ElementsAre("2026-11-24T00", "2026-11-24T01"));
  EXPECT_THAT(names_between("2026-11-24T14:00:00", "2026-11-24T14:30:00"),
              ElementsAre("2026-11-24T14"));
}

TEST(Pieces, OfTheFutureAreNone) {
  EXPECT_THAT(names_between("2026-11-24T15:00:00", "2026-11-25T00:00:00"), IsEmpty());
}

TEST(Pieces, OfZonesOfHalfHoursBelongToWhereTheyBegin) {
  EXPECT_THAT(names_between("2026-11-20T18:30:00", "2026-11-20T21:30:00"),
              ElementsAre("2026-11-20T19", "2026-11-20T20", "2026-11-20T21"));
}

/// However a time is cut into periods, each of its hours is in exactly one piece of one of them.
TEST(Pieces, AddUpWhereverATimeIsCut) {
  const auto begin = at("2026-09-29T21:00:00");
  const auto end = at("2026-11-02T03:00:00");
  const auto hours_in = [](const std::vector<Piece>& pieces) {
    hours sum{0};
    for (const auto& piece : pieces) {
      sum += std::chrono::duration_cast<hours>(end_of(piece.grain, piece.begin) - piece.begin);
    }
    return sum;
  };
  for (auto cut = begin; cut <= end; cut += hours(1)) {
    const auto first = pieces_of(begin, cut, kNow);
    const auto second = pieces_of(cut, end, kNow);
    ASSERT_EQ(hours_in(first), cut - begin);
    ASSERT_EQ(hours_in(second), end - cut);
    if (!first.empty()) {
      ASSERT_EQ(first.front().begin, begin);
      ASSERT_EQ(end_of(first.back().grain, first.back().begin), cut);
    }
  }
}

}  // namespace
}  // namespace readcount::query
