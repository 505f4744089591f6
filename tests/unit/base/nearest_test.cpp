#include "base/nearest.hpp"

#include <gtest/gtest.h>

namespace readcount {
namespace {

const std::vector<std::string> kNames{"listen", "admin-listen", "site", "sites", "journal-sync"};

TEST(Nearest, ForgivesALetterMissingTooManyWrongOrSwapped) {
  EXPECT_EQ(nearest("listn", kNames), "listen");
  EXPECT_EQ(nearest("listten", kNames), "listen");
  EXPECT_EQ(nearest("lasten", kNames), "listen");
  EXPECT_EQ(nearest("litsen", kNames), "listen");
}

TEST(Nearest, TakesCaseAndUnderscoresForNothing) {
  EXPECT_EQ(nearest("JOURNAL_SYNC", kNames), "journal-sync");
}

TEST(Nearest, PrefersTheNameWithFewerErrors) {
  EXPECT_EQ(nearest("site", kNames), "site");
  EXPECT_EQ(nearest("sitess", kNames), "sites");
}

TEST(Nearest, SuggestsNothingForAnotherWord) {
  EXPECT_EQ(nearest("color", kNames), "");
  EXPECT_EQ(nearest("", kNames), "");
  EXPECT_EQ(nearest(std::string(100000, 'x'), kNames), "");
}

}  // namespace
}  // namespace readcount
