#include "base/problem.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string_view>

namespace readcount {
namespace {

TEST(Problem, HasAStableWordAndAStatusForEveryCode) {
  std::set<std::string_view> names;
  for (const auto code : all_codes()) {
    names.insert(name_of(code));
    EXPECT_GE(status_of(code), 400) << name_of(code);
    EXPECT_FALSE(title_of(code).empty()) << name_of(code);
  }
  EXPECT_EQ(names.size(), all_codes().size()) << "no two codes share a word";
  EXPECT_EQ(name_of(Code::unknown_site), "unknown-site");
  EXPECT_EQ(status_of(Code::unknown_site), 403);
}

}  // namespace
}  // namespace readcount
