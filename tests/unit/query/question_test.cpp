#include "query/question.hpp"

#include "times.hpp"

#include <gmock/gmock.h>

namespace readcount::query {
namespace {

using testing::HasSubstr;

TEST(Question, HasDefaults) {
  const auto question = ask("");
  ASSERT_TRUE(question) << detail_of(question);
  EXPECT_EQ(question->subject, (ping::Article{"news.example", ""}));
  EXPECT_EQ(question->metric, Metric::views);
  EXPECT_EQ(question->limit, kDefaultLimit);
  EXPECT_EQ(question->zone.name(), "UTC");
  EXPECT_EQ(question->period.name, "24h");
  EXPECT_FALSE(question->step);
  EXPECT_FALSE(question->is_of_article());
}

TEST(Question, TakesWhatIsSaid) {
  const auto question =
      ask("site=www.alias.example&section=Politik%20%26%20mehr&metric=reads&period=7d&step=hour"
          "&tz=Europe/Berlin&limit=1000&by=channel&other=1");
  ASSERT_TRUE(question) << detail_of(question);
  EXPECT_EQ(question->subject, (ping::Article{"news.example", "s:Politik & mehr"}));
  EXPECT_EQ(question->metric, Metric::reads);
  EXPECT_EQ(question->step, Step::hour);
  EXPECT_EQ(question->zone.name(), "Europe/Berlin");
  EXPECT_EQ(question->limit, 1000U);
  EXPECT_EQ(question->by, SourceKind::channel);
  EXPECT_EQ(ask("author=Jane+Doe")->subject.path, "a:Jane Doe");
  EXPECT_EQ(ask("url=https://alias.example/x/")->subject, (ping::Article{"news.example", "/x"}));
}

TEST(Question, CutsLongNamesWhereTheyAreCutWhenCounted) {
  std::string name;
  for (int i = 0; i < 70; ++i) name += "ü";
  const auto question = ask("section=" + name);
  ASSERT_TRUE(question);
  EXPECT_EQ(question->subject.path, "s:" + name.substr(0, 128));
  EXPECT_EQ(question->section, name);
}

TEST(Question, NeedsASiteOnlyWhereThereAreSeveral) {
  const ping::Sites several(
      std::vector<ping::SiteRule>{{"a.example", {}, {}}, {"b.example", {}, {}}});
  const ping::Sites trial(std::vector<ping::SiteRule>{});
  const auto unsaid = parse_question("", several, kNow, {});
  EXPECT_EQ(code_of(unsaid), Code::missing_parameter);
  EXPECT_EQ(parse_question("site=b.example", several, kNow, {})->subject.site, "b.example");
  EXPECT_EQ(parse_question("url=https://b.example/x", several, kNow, {})->subject.site,
            "b.example");
  EXPECT_EQ(parse_question("", trial, kNow, {})->subject.site, "localhost");
}

TEST(Question, RefusesWhatDoesNotGoTogether) {
  EXPECT_EQ(code_of(ask("section=a&author=b")), Code::bad_parameter);
  EXPECT_EQ(code_of(ask("url=https://news.example/x&section=a")), Code::bad_parameter);
  EXPECT_EQ(code_of(ask("url=https://news.example/x&site=elsewhere.example")), Code::unknown_site);
  EXPECT_EQ(code_of(ask("limit=1&limit=2")), Code::bad_parameter);
  Frame lists;
  lists.of_articles = false;
  EXPECT_EQ(code_of(ask("url=https://news.example/x", lists)), Code::bad_parameter);
  Frame ungrouped;
  ungrouped.of_groups = false;
  EXPECT_EQ(code_of(ask("section=a", ungrouped)), Code::bad_parameter);
}

TEST(Question, RefusesOtherSitesAndBadAddresses) {
  EXPECT_EQ(code_of(ask("site=elsewhere.example")), Code::unknown_site);
  EXPECT_EQ(code_of(ask("url=https://elsewhere.example/x")), Code::unknown_site);
  EXPECT_EQ(code_of(ask("url=/x")), Code::bad_url);
}

TEST(Question, RefusesLimitsThatAreNone) {
  for (const auto* limit :
       {"0", "1001", "1000000000", "-1", "1e9", "ten", "99999999999999999999"}) {
    const auto question = ask(std::string("limit=") + limit);
    EXPECT_EQ(code_of(question), Code::bad_parameter) << limit;
    EXPECT_THAT(detail_of(question), HasSubstr("1 to 1000"));
  }
}

TEST(Question, SaysWhichWordsThereAre) {
  EXPECT_THAT(detail_of(ask("metric=likes")), HasSubstr("views, readers, reads or engaged"));
  EXPECT_THAT(detail_of(ask("by=browser")), HasSubstr("class or event"));
  EXPECT_THAT(detail_of(ask("step=week")), HasSubstr("minute, hour, day or month"));
  EXPECT_EQ(code_of(ask("tz=Mars/Olympus")), Code::unknown_zone);
}

TEST(Question, AsksForClassesOfSitesAlone) {
  EXPECT_EQ(ask("by=class")->by, SourceKind::sender_class);
  EXPECT_EQ(name_of(ask("by=class")->by), "class");
  EXPECT_EQ(name_of(ask("by=event")->by), "event");
  const auto question = ask("by=class&url=https://news.example/x");
  EXPECT_EQ(code_of(question), Code::bad_parameter);
  EXPECT_THAT(detail_of(question), HasSubstr("kept of sites"));
}

TEST(Question, IsOfWholeSitesAndNoPeriodWhereAFrameSaysSo) {
  const Frame frame{.of_articles = false, .of_groups = false, .in_time = false};
  const auto question = ask("limit=7&period=nonsense&tz=nowhere", frame);
  ASSERT_TRUE(question);
  EXPECT_EQ(question->subject, (ping::Article{"news.example", ""}));
  EXPECT_EQ(question->limit, 7U);
  for (const auto* const narrowed : {"url=https://news.example/x", "section=x", "author=x"}) {
    EXPECT_EQ(code_of(ask(narrowed, frame)), Code::bad_parameter) << narrowed;
  }
}

TEST(Question, IgnoresAZoneWhereAllIsUtc) {
  Frame frame;
  frame.in_zones = false;
  EXPECT_EQ(ask("tz=Europe/Berlin", frame)->zone.name(), "UTC");
}

}  // namespace
}  // namespace readcount::query
