#include "store_fixture.hpp"

#include <gmock/gmock.h>

namespace readcount::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const ping::Article kWholeSite{"news.example", ""};
constexpr Time kAt{std::chrono::milliseconds{1'795'000'000'000}};

class Start : public StoreTest {
 protected:
  /// The totals after a start value of kArticle for one of its subjects.
  tally::Totals say(const ping::Article& subject, const tally::Totals& value, Time at,
                    std::uint64_t views = 0) {
    auto delta = delta_of(subject, views, views, {});
    delta.starts.push_back({kArticle.path, at, value});
    auto& number = numbers_[subject.path];
    const auto applied = apply(batch_of(number, number + 1, {delta}));
    ++number;
    EXPECT_TRUE(applied && applied->done);
    EXPECT_THAT(applied->damage, IsEmpty());
    return applied->totals.front();
  }

  std::map<std::string, tally::RecordNumber> numbers_;
};

TEST_F(Start, IsAddedToWhatIsCountedAndReplacedByALaterOne) {
  start();
  for (const auto& subject : {kArticle, kWholeSite}) {
    EXPECT_EQ(say(subject, {100, 90, 80, 70, 60, 50}, kAt, 3),
              (tally::Totals{103, 93, 80, 70, 60, 50}));
    EXPECT_EQ(say(subject, {10, 9, 8, 7, 6, 5}, kAt + std::chrono::milliseconds(1)),
              (tally::Totals{13, 12, 8, 7, 6, 5}));
    EXPECT_EQ(say(subject, {}, kAt + std::chrono::milliseconds(2)), (tally::Totals{3, 3}));
    EXPECT_EQ(field(subject, "v202611"), "3");
  }
}

TEST_F(Start, OfTwoTheLaterOneIsTrueInWhicheverOrderTheyCome) {
  start();
  say(kArticle, {5, 5}, kAt + std::chrono::milliseconds(1));
  EXPECT_EQ(say(kArticle, {9, 9}, kAt), (tally::Totals{5, 5}));
  // Of two at once both partitions have the same one.
  say(kWholeSite, {5, 5}, kAt);
  const auto one = say(kWholeSite, {9, 9}, kAt);
  say(kArticle, {9, 9}, kAt + std::chrono::milliseconds(5));
  EXPECT_EQ(say(kArticle, {5, 5}, kAt + std::chrono::milliseconds(5)), one);
}

TEST_F(Start, OfEachArticleOfASiteIsItsOwn) {
  start();
  auto delta = delta_of(kWholeSite, 0, 0, {});
  delta.starts = {
      {"/a", kAt, {5, 5}}, {"/b", kAt, {7, 7}}, {"/a", kAt + std::chrono::hours(1), {}}};
  EXPECT_THAT(apply(batch_of(0, 1, {delta}))->totals, ElementsAre(tally::Totals{7, 7}));
}

TEST_F(Start, InABrokenKeyCostsItselfAndIsNamed) {
  start();
  auto delta = delta_of(kWholeSite, 1, 1, {});
  delta.starts = {{"/a", kAt, {5, 5}}};
  cli({"SET", names_.starts(tag_of(tally::partition_of(kWholeSite)), kWholeSite), "x"});
  const auto applied = apply(batch_of(0, 1, {delta}));
  EXPECT_THAT(applied->totals, ElementsAre(tally::Totals{1, 1}));
  EXPECT_THAT(applied->damage, SizeIs(1));
}

}  // namespace
}  // namespace readcount::store
