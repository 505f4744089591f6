// What daemons tell each other by way of a real Redis.

#include "store_fixture.hpp"

#include <gmock/gmock.h>

namespace readcount::store {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

class Presence : public StoreTest {
 protected:
  static Report report(std::string producer, std::uint64_t number, std::uint32_t live) {
    return {std::move(producer), number, {{kArticle, live}}};
  }

  std::vector<Report> tell(Report own) {
    auto reports = wait(store().report(std::move(own)));
    EXPECT_TRUE(reports) << reports.error().text;
    return reports ? *reports : std::vector<Report>();
  }
};

TEST_F(Presence, GivesTheNewestReportOfEach) {
  start();
  tell(report("a", 1, 3));
  tell(report("b", 1, 2));
  auto reports = tell(report("a", 2, 5));
  ASSERT_THAT(reports, SizeIs(2));
  if (reports[0].producer != "a") std::swap(reports[0], reports[1]);
  EXPECT_EQ(reports[0].number, 2U);
  EXPECT_EQ(reports[0].counts, (tally::LiveCounts{{kArticle, 5}}));
  EXPECT_EQ(reports[1].counts, (tally::LiveCounts{{kArticle, 2}}));
  const auto stays = cli({"TTL", "rc:live"}).integer;
  EXPECT_GT(stays, 0);
  EXPECT_LE(stays, 60);
}

TEST_F(Presence, ForgetsAReportThatIsWithdrawn) {
  start();
  tell(report("a", 1, 3));
  wait([](Store& store) -> asio::awaitable<bool> {
    co_await store.withdraw("a");
    co_return true;
  }(store()));
  EXPECT_THAT(tell(report("b", 1, 2)), SizeIs(1));
}

TEST_F(Presence, FailsByItselfWhenTheKeyIsBroken) {
  start();
  cli({"SET", "rc:live", "x"});
  EXPECT_FALSE(wait(store().report(report("a", 1, 3))));
  EXPECT_TRUE(store().is_open()) << "counting goes on";
}

TEST_F(Presence, TellsAboutArticles) {
  start();
  ASSERT_TRUE(apply(batch_of(0, 1, {delta_of(kArticle, 2, 1, {1})})));
  cli({"HSET", article_key(kArticle), "title", "A \"title\"", "section", "\xff"});
  const auto abouts = wait(store().about({kArticle, {"news.example", "/never"}}));
  ASSERT_TRUE(abouts);
  EXPECT_THAT(*abouts, ElementsAre(About{"A \"title\"", "", "", 1}, About{}));
}

}  // namespace
}  // namespace readcount::store
