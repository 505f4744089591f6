#include "cli/options.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace readcount::cli {
namespace {

Outcome<Options> parse(std::vector<const char*> words) {
  words.insert(words.begin(), "readcount");
  return parse_options(static_cast<int>(words.size()), words.data());
}

std::string failure_of(const std::vector<const char*>& words) {
  const auto options = parse(words);
  if (options) return {};
  EXPECT_EQ(options.error().code, Exit::usage);
  return options.error().text;
}

TEST(Options, HaveDefaults) {
  const auto options = parse({"count", "http://news.example/a"});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->command, Command::count);
  EXPECT_EQ(options->server, "http://127.0.0.1:9228");
  EXPECT_EQ(options->output, Output::table);
  EXPECT_EQ(options->timeout, std::chrono::seconds(10));
  EXPECT_EQ(options->urls, std::vector<std::string>{"http://news.example/a"});
}

TEST(Options, MayStandBeforeAndAfterTheCommand) {
  const auto options =
      parse({"--output", "csv", "count", "--timeout=0.5", "a", "b", "--server", "http://h", "c"});
  ASSERT_TRUE(options) << options.error().text;
  EXPECT_EQ(options->output, Output::csv);
  EXPECT_EQ(options->timeout, std::chrono::milliseconds(500));
  EXPECT_EQ(options->server, "http://h");
  EXPECT_EQ(options->urls, (std::vector<std::string>{"a", "b", "c"}));
}

TEST(Options, TakeADashForStandardInput) {
  EXPECT_EQ(parse({"count", "-"})->urls, std::vector<std::string>{"-"});
}

TEST(Options, KnowEveryCommand) {
  EXPECT_EQ(parse({"ping", "u"})->command, Command::ping);
  EXPECT_EQ(parse({"whoami"})->command, Command::whoami);
  EXPECT_EQ(parse({"completion", "bash"})->command, Command::completion);
}

TEST(Options, SayWhatIsWrong) {
  EXPECT_NE(failure_of({}).find("no command"), std::string::npos);
  EXPECT_NE(failure_of({"cuont", "u"}).find("cuont"), std::string::npos);
  EXPECT_NE(failure_of({"count"}).find("URL"), std::string::npos);
  EXPECT_NE(failure_of({"ping", "a", "b"}).find('b'), std::string::npos);
  EXPECT_NE(failure_of({"--output", "xml", "whoami"}).find("xml"), std::string::npos);
  EXPECT_NE(failure_of({"--timeout", "0", "whoami"}).find("--timeout"), std::string::npos);
  EXPECT_NE(failure_of({"completion", "fish"}).find("fish"), std::string::npos);
  EXPECT_NE(failure_of({"count", "u", "--sever", "x"}).find("--sever"), std::string::npos);
  EXPECT_NE(failure_of({}).find("readcount --help"), std::string::npos);
}

TEST(Options, ShowTheVersion) {
  EXPECT_EQ(parse({"--version"})->explanation.find("readcount "), 0U);
}

TEST(Options, ExplainThemselvesInEightyColumns) {
  for (const auto& words : std::vector<std::vector<const char*>>{
           {"--help"}, {"count", "--help"}, {"ping", "-h"}, {"completion", "--help"}}) {
    const auto options = parse(words);
    ASSERT_TRUE(options);
    EXPECT_NE(options->explanation.find("sage:"), std::string::npos);
    std::istringstream lines(options->explanation);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
  }
}

}  // namespace
}  // namespace readcount::cli
