#include "tally/redirects.hpp"

#include <gmock/gmock.h>

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
