#include "settings/help.hpp"

#include "settings/table.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace readcount::settings {
namespace {

TEST(Help, FitsEightyColumns) {
  std::istringstream lines(help_text());
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 80U) << line;
    EXPECT_FALSE(line.ends_with(' ')) << line;
  }
}

TEST(Help, NamesEverySettingWithItsDefault) {
  std::string text;  // with every run of white space as one space, so that wrapping is no matter
  std::istringstream words(help_text());
  for (std::string word; words >> word;) text += word + ' ';
  for (const auto& setting : all_settings()) {
    EXPECT_NE(text.find("--" + std::string(setting.name) + ' '), std::string::npos) << setting.name;
    if (setting.fallback.empty()) continue;
    EXPECT_NE(text.find('[' + std::string(setting.fallback) + ']'), std::string::npos)
        << setting.name;
  }
}

TEST(Help, ShowsExamplesAndTheThreeSources) {
  const auto text = help_text();
  EXPECT_NE(text.find("Examples:"), std::string::npos);
  EXPECT_NE(text.find("READCOUNT_JOURNAL_SYNC=always"), std::string::npos);
}

}  // namespace
}  // namespace readcount::settings
