#include "pipeline/late_merges.hpp"

#include <gtest/gtest.h>

namespace readcount::pipeline {
namespace {

using Came = LateMerges::Came;

const ping::Article kOne{"news.example", "/1"};
const ping::Article kTwo{"news.example", "/2"};
const ping::Article kThree{"news.example", "/3"};

TEST(LateMerges, WaitUntilWhatCameIsInTheStore) {
  LateMerges late;
  late.add(kOne, Came::perhaps, 7);
  late.add(kTwo, Came::perhaps, 3);
  const auto first = late.take(6, 10);
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].article, kTwo);
  EXPECT_EQ(late.take(7, 10).size(), 1U);
  EXPECT_EQ(late.size(), 0U);
}

TEST(LateMerges, AreEachThereOnceAndForAllThatCame) {
  LateMerges late;
  late.add(kOne, Came::surely, 7);
  late.add(kOne, Came::perhaps, 3);
  EXPECT_TRUE(late.take(6, 10).empty());
  const auto taken = late.take(7, 10);
  ASSERT_EQ(taken.size(), 1U);
  EXPECT_EQ(taken[0].came, Came::surely);
}

TEST(LateMerges, AreTakenAFewAtATime) {
  LateMerges late;
  for (const auto& article : {kOne, kTwo, kThree}) late.add(article, Came::perhaps, 1);
  EXPECT_EQ(late.take(1, 2).size(), 2U);
  EXPECT_EQ(late.take(1, 2).size(), 1U);
}

}  // namespace
}  // namespace readcount::pipeline
