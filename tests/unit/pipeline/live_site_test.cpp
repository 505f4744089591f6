#include "pipeline/live_site.hpp"

#include "pipeline/most_read.hpp"

#include <gmock/gmock.h>

namespace readcount::pipeline {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

class LiveSiteTest : public testing::Test {
 protected:
  /// Page views that have just begun.
  void view(const std::string& path, unsigned times = 1, const std::string& site = "news.example") {
    for (unsigned i = 0; i < times; ++i) {
      ping::Ping ping;
      ping.kind = ping::Kind::view;
      ping.article = {site, path};
      ping.at = Time(std::chrono::hours(500'000));
      ping.view = ++views_;
      tally_.decide(ping, {views_, {}});
    }
  }

  LiveSite sum() { return add_up("news.example", tally_, elsewhere_); }

  void report(tally::LiveCounts counts) {
    elsewhere_.hear({{"another", std::move(counts)}}, Elsewhere::Clock::now());
  }

  static tally::Tally::Options options() {
    tally::Tally::Options options;
    options.budget.most = 10'000;
    return options;
  }

  tally::Tally tally_{options()};
  Elsewhere elsewhere_;
  std::uint64_t views_ = 0;
};

std::vector<std::pair<std::string, double>> values(const LiveSite& site) {
  std::vector<std::pair<std::string, double>> values;
  for (const auto& row : site.rows) values.emplace_back(row.row.path, row.row.value);
  return values;
}

TEST_F(LiveSiteTest, AddsUpHereAndElsewhereTheMostReadFirst) {
  report(
      {{{"news.example", ""}, 4}, {{"news.example", "/both"}, 2}, {{"news.example", "/there"}, 2}});
  view("/both");
  view("/b");
  view("/a");
  view("/foreign", 9, "other.example");
  EXPECT_EQ(sum().live, 7U);
  using Value = std::pair<std::string, double>;
  EXPECT_THAT(values(sum()),
              ElementsAre(Value("/both", 3), Value("/there", 2), Value("/a", 1), Value("/b", 1)));
}

TEST_F(LiveSiteTest, FindsWhatIsReadALittleHereAndMuchElsewhere) {
  for (int i = 0; i < 1500; ++i) view("/" + std::to_string(i), 2);
  view("/little");
  report({{{"news.example", "/little"}, 2}});
  const auto rows = sum().rows;
  ASSERT_THAT(rows, SizeIs(LiveSite::kMost));
  EXPECT_EQ(rows[0].row.path, "/little");
  EXPECT_EQ(rows[0].row.value, 3);
}

TEST_F(LiveSiteTest, HoldsTheSameOnesOfManyEachTime) {
  for (int i = 0; i < 3000; ++i) view("/" + std::to_string(i));
  view("/most", 2);
  const auto first = sum();
  ASSERT_THAT(first.rows, SizeIs(LiveSite::kMost));
  EXPECT_EQ(first.rows[0].row.path, "/most");
  EXPECT_EQ(first, sum());
}

TEST_F(LiveSiteTest, ReportsAllSitesAndTheMostReadArticles) {
  for (int i = 0; i < 1500; ++i) view("/" + std::to_string(i), 1 + (i % 500 == 0));
  view("/elsewhere", 3, "other.example");
  const auto counts = to_report(tally_);
  ASSERT_THAT(counts, SizeIs(2 + LiveSite::kMost));
  EXPECT_EQ(counts[0].article.path + counts[1].article.path, "");
  EXPECT_EQ(counts[2], (tally::LiveCount{{"other.example", "/elsewhere"}, 3}));
  for (std::size_t i = 3; i < 6; ++i) EXPECT_EQ(counts[i].live, 2U) << i;
  EXPECT_EQ(counts[6].live, 1U);
}

TEST(MostRead, KeepsNothingOfNothing) {
  MostRead none(0);
  tally::Entry entry;
  none.show(entry);
  EXPECT_THAT(std::move(none).counts(), testing::IsEmpty());
}

}  // namespace
}  // namespace readcount::pipeline
