// What daemons tell each other by way of a real Redis.

#include "store_fixture.hpp"

#include <gmock/gmock.h>

#include <map>

namespace readcount::store {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

class Presence : public StoreTest {
 protected:
  void tell(std::string producer, std::uint32_t live) {
    Report own{std::move(producer), {{kArticle, live}}};
    const auto told = wait(store().report(std::move(own)));
    EXPECT_TRUE(told) << told.error().text;
  }

  /// By producer.
  std::map<std::string, tally::LiveCounts> reports() {
    std::map<std::string, tally::LiveCounts> by_producer;
    auto reports = wait(store().reports());
    EXPECT_TRUE(reports) << reports.error().text;
    for (auto& [producer, counts] : *reports) by_producer[producer] = std::move(counts);
    return by_producer;
  }
};

TEST_F(Presence, GivesTheNewestReportOfEach) {
  start();
  tell("a", 3);
  tell("b", 2);
  tell("a", 5);
  const auto told = reports();
  ASSERT_THAT(told, SizeIs(2));
  EXPECT_EQ(told.at("a"), (tally::LiveCounts{{kArticle, 5}}));
  EXPECT_EQ(told.at("b"), (tally::LiveCounts{{kArticle, 2}}));
  EXPECT_GT(cli({"TTL", "rc:live"}).integer, 0);
  EXPECT_GT(cli({"TTL", "rc:live:a"}).integer, 0);
  EXPECT_LE(cli({"TTL", "rc:live:a"}).integer, 9);
}

TEST_F(Presence, ForgetsAReportThatIsWithdrawn) {
  start();
  tell("a", 3);
  tell("b", 2);
  EXPECT_TRUE(wait(store().withdraw("a")));
  EXPECT_THAT(reports(), ElementsAre(testing::Key("b")));
  EXPECT_EQ(cli({"EXISTS", "rc:live:a"}).integer, 0);
}

TEST_F(Presence, ForgetsTheNameOfAReportThatHasVanished) {
  start();
  tell("a", 3);
  tell("b", 2);
  cli({"DEL", "rc:live:a"});
  EXPECT_THAT(reports(), ElementsAre(testing::Key("b")));
  EXPECT_EQ(cli({"HLEN", "rc:live"}).integer, 1);
  tell("a", 4);
  EXPECT_THAT(reports(), SizeIs(2)) << "it was only slow";
}

TEST_F(Presence, PassesOverAKeyThatIsNoReport) {
  start();
  tell("a", 3);
  cli({"HSET", "rc:live", "b", "1"});
  cli({"HSET", "rc:live:b", "x", "y"});
  EXPECT_THAT(reports(), ElementsAre(testing::Key("a")));
  EXPECT_TRUE(store().is_open()) << "counting goes on";
}

TEST_F(Presence, FailsByItselfWhenTheKeyIsBroken) {
  start();
  cli({"SET", "rc:live", "x"});
  tell("a", 3);
  EXPECT_FALSE(wait(store().reports()));
  EXPECT_TRUE(store().is_open()) << "counting goes on";
}

}  // namespace
}  // namespace readcount::store
