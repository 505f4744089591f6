#include "settings/file.hpp"
#include "settings/sites.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace readcount::settings {
namespace {

/// The example file with its settings, "#name = …" and "#[table]", no longer commented out.
std::string uncommented_example() {
  std::ifstream in(READCOUNT_EXAMPLE_SETTINGS);
  EXPECT_TRUE(in) << READCOUNT_EXAMPLE_SETTINGS;
  std::string text;
  for (std::string line; std::getline(in, line);) {
    const bool is_setting = line.size() > 1 && line[0] == '#' && line[1] != ' ';
    text += (is_setting ? line.substr(1) : line) + '\n';
  }
  return text;
}

FileContents example() {
  auto contents = read_file_text(uncommented_example(), "example");
  if (contents) return *contents;
  ADD_FAILURE() << contents.error().text;
  return {};
}

TEST(ExampleFile, NamesEverySettingThatMayStandInIt) {
  const auto contents = example();
  for (const auto& setting : all_settings()) {
    EXPECT_EQ(first_of(contents.givens, setting.name) != nullptr, in_file(setting)) << setting.name;
  }
  EXPECT_EQ(contents.sites.size(), 1U);
}

TEST(ExampleFile, ShowsTheDefaultsThatAreInForce) {
  for (const auto& given : example().givens) {
    if (given.setting->silent) continue;
    EXPECT_EQ(given.value, given.setting->fallback) << given.source;
  }
}

TEST(ExampleFile, HasExamplesThatAreAccepted) {
  const auto contents = example();
  Settings settings;
  for (const auto& given : contents.givens) {
    if (given.setting->name == "token-file") continue;  // names a file that is not there
    const auto taken = given.setting->take(settings, given.value);
    EXPECT_TRUE(taken) << given.source << ": " << taken.error().text;
  }
  for (const auto& table : contents.sites) EXPECT_TRUE(add_site(settings.sites, table.site));
}

TEST(ExampleFile, NamesWhatTakesARestart) {
  std::ifstream in(READCOUNT_EXAMPLE_SETTINGS);
  std::string text;  // with the lines of a comment as one
  for (std::string word; in >> word;) {
    if (word != "#") text += word + ' ';
  }
  EXPECT_NE(text.find("restart to change: " + names_of_fixed() + " ---"), std::string::npos)
      << names_of_fixed();
}

TEST(ExampleFile, SetsNothingAsItStands) {
  const auto contents = read_file(READCOUNT_EXAMPLE_SETTINGS);
  ASSERT_TRUE(contents);
  EXPECT_TRUE(contents->givens.empty());
  EXPECT_TRUE(contents->sites.empty());
}

}  // namespace
}  // namespace readcount::settings
