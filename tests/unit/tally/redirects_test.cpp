#include "tally/redirects.hpp"

#include <gmock/gmock.h>

#include <cstddef>
#include <string>

namespace readcount::tally {
namespace {

using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr auto kSite = "news.example";

Code refusal(const Checked<RedirectPlan>& plan) {
  return plan ? Code::bad_request : plan.error().code;
}

TEST(RedirectPlan, LeadsFromTheOldPathToTheNewOne) {
  const auto plan = plan_redirect({}, "/old", "/new");
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->into, "/new");
  EXPECT_THAT(plan->changes, UnorderedElementsAre(Pair("/old", "/new")));
}

TEST(RedirectPlan, LeadsWhereAnOldPathLeads) {
  const auto plan = plan_redirect({{"/b", "/c"}}, "/a", "/b");
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->into, "/c");
  EXPECT_THAT(plan->changes, UnorderedElementsAre(Pair("/a", "/c")));
}

TEST(RedirectPlan, TakesAlongWhatLedToTheOldPath) {
  const auto plan = plan_redirect({{"/x", "/a"}, {"/y", "/a"}, {"/z", "/other"}}, "/a", "/b");
  ASSERT_TRUE(plan);
  EXPECT_THAT(plan->changes,
              UnorderedElementsAre(Pair("/a", "/b"), Pair("/x", "/b"), Pair("/y", "/b")));
}

TEST(RedirectPlan, ChangesNothingWhenItIsSaidAgain) {
  const auto plan = plan_redirect({{"/a", "/c"}, {"/b", "/c"}}, "/a", "/b");
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->into, "/c");
  EXPECT_THAT(plan->changes, IsEmpty());
}

TEST(RedirectPlan, RefusesWhatWouldLeadToItself) {
  EXPECT_EQ(refusal(plan_redirect({}, "/a", "/a")), Code::cannot_merge);
  EXPECT_EQ(refusal(plan_redirect({{"/b", "/a"}}, "/a", "/b")), Code::cannot_merge);
}

TEST(RedirectPlan, RefusesAnOldPathThatLeadsElsewhere) {
  EXPECT_EQ(refusal(plan_redirect({{"/a", "/b"}}, "/a", "/c")), Code::cannot_merge);
}

TEST(RedirectPlan, RefusesOneAboveTheBoundAndNotARepetition) {
  RedirectedPaths paths;
  for (std::size_t i = 0; i < kMostRedirects; ++i) paths["/" + std::to_string(i)] = "/new";
  EXPECT_EQ(refusal(plan_redirect(paths, "/old", "/new")), Code::cannot_merge);
  EXPECT_TRUE(plan_redirect(paths, "/7", "/new"));
  paths.erase("/7");
  EXPECT_TRUE(plan_redirect(paths, "/old", "/new"));
}

/// The store's redirects, once what is planned is set.
RedirectedPaths restored(RedirectedPaths stored, const RedirectedPaths& known) {
  for (auto& [old, into] : plan_restoration(stored, known)) stored[old] = into;
  return stored;
}

TEST(RedirectsThatWereLost, GoBackToAStoreThatHasNothing) {
  const RedirectedPaths known{{"/a", "/b"}, {"/x", "/y"}};
  EXPECT_EQ(restored({}, known), known);
  EXPECT_THAT(plan_restoration(known, known), IsEmpty());
  EXPECT_THAT(plan_restoration(known, {}), IsEmpty());
}

TEST(RedirectsThatWereLost, GoNoRoundWithWhatTheStoreWasToldSince) {
  EXPECT_THAT(plan_restoration({{"/b", "/a"}}, {{"/a", "/b"}}), IsEmpty());
  // Nor over several: a led to b, and b was led to c, c to a.
  EXPECT_THAT(plan_restoration({{"/b", "/a"}, {"/c", "/a"}}, {{"/a", "/b"}}), IsEmpty());
  EXPECT_EQ(restored({{"/b", "/c"}, {"/d", "/a"}}, {{"/a", "/b"}, {"/c", "/d"}}).size(), 3U);
}

TEST(RedirectsThatWereLost, LeadWhereTheStoreLeadsSince) {
  EXPECT_EQ(restored({{"/b", "/c"}}, {{"/a", "/b"}}),
            (RedirectedPaths{{"/a", "/c"}, {"/b", "/c"}}));
  EXPECT_EQ(restored({{"/a", "/c"}}, {{"/a", "/b"}}), (RedirectedPaths{{"/a", "/c"}}));
}

TEST(RedirectsThatWereLost, TakeAlongWhatTheStoreLedToThem) {
  EXPECT_EQ(restored({{"/x", "/a"}}, {{"/a", "/b"}}),
            (RedirectedPaths{{"/a", "/b"}, {"/x", "/b"}}));
}

TEST(RedirectedPaths, LeadToTheirEndWhateverTheStoreHolds) {
  EXPECT_EQ(flattened({{"/a", "/b"}, {"/b", "/c"}, {"/c", "/d"}}),
            (RedirectedPaths{{"/a", "/d"}, {"/b", "/d"}, {"/c", "/d"}}));
  EXPECT_THAT(flattened({{"/a", "/a"}}), IsEmpty());
}

TEST(RedirectedPaths, EndARoundAtItsLeastPath) {
  for (std::size_t round = 1; round < 20; ++round) {
    RedirectedPaths paths{{"/before", "/way"}, {"/way", "/r"}};
    RedirectedPaths right{{"/before", "/r"}, {"/way", "/r"}};
    const auto at = [&](std::size_t n) { return n % round == 0 ? "/r" : "/r" + std::to_string(n); };
    for (std::size_t i = 0; i < round; ++i) {
      paths[at(i)] = at((i + 1) % round);
      if (i > 0) right[at(i)] = "/r";
    }
    EXPECT_EQ(flattened(paths), right) << round;
    EXPECT_EQ(flattened(right), right);
  }
}

TEST(Redirects, MakeAnOldArticleTheNewOneOfItsSiteOnly) {
  Redirects redirects;
  redirects.replace(kSite, {{"/old", "/new"}});
  const auto resolved = [&](ping::Article article) {
    redirects.resolve(article);
    return article;
  };
  EXPECT_EQ(resolved({kSite, "/old"}), (ping::Article{kSite, "/new"}));
  EXPECT_EQ(resolved({kSite, "/new"}), (ping::Article{kSite, "/new"}));
  EXPECT_EQ(resolved({kSite, ""}), (ping::Article{kSite, ""}));
  EXPECT_EQ(resolved({"other.example", "/old"}), (ping::Article{"other.example", "/old"}));
  redirects.replace(kSite, {});
  EXPECT_EQ(resolved({kSite, "/old"}), (ping::Article{kSite, "/old"}));
}

}  // namespace
}  // namespace readcount::tally
