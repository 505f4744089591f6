#include "cli/commands.hpp"
#include "cli/text.hpp"

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
  EXPECT_EQ(options->command->name, "count");
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
  for (const auto* name : {"top", "trending", "series", "sources", "engagement", "live"}) {
    const auto options = parse({name});
    ASSERT_TRUE(options) << options.error().text;
    EXPECT_EQ(options->command->name, name);
    EXPECT_FALSE(options->once);
  }
  EXPECT_EQ(parse({"ping", "u"})->command->name, "ping");
  EXPECT_EQ(parse({"whoami"})->command->name, "whoami");
  EXPECT_EQ(parse({"completion", "bash"})->command->name, "completion");
}

TEST(Options, TakeTheArticleWithAndWithoutItsFlag) {
  for (const auto* name : {"series", "sources", "engagement"}) {
    EXPECT_EQ(parse({name, "http://a/"})->asked.at("url"), "http://a/");
    EXPECT_EQ(parse({name, "--url", "http://a/"})->asked.at("url"), "http://a/");
    EXPECT_NE(failure_of({name, "--url", "http://a/", "http://b/"}), "");
    EXPECT_NE(failure_of({name, "http://a/", "http://b/"}), "");
  }
}

TEST(Options, LeaveToTheServerWhatItKnowsBetter) {
  EXPECT_EQ(parse({"sources", "--by", "planet"})->asked.at("by"), "planet");
  EXPECT_EQ(parse({"top", "--period", "17m"})->asked.at("period"), "17m");
  EXPECT_EQ(parse({"series", "--tz", "Mars/Base"})->asked.at("tz"), "Mars/Base");
  EXPECT_EQ(parse({"top", "--limit", "1000000000000000000000"})->asked.at("limit"),
            "1000000000000000000000");
}

TEST(Options, NameTheWordsOfAFlag) {
  EXPECT_NE(failure_of({"top", "--metric", "clicks"}).find("engaged"), std::string::npos);
  EXPECT_NE(failure_of({"series", "--step", "week"}).find("month"), std::string::npos);
  for (const auto* limit : {"0", "00", "-1", "ten", "1e9", ""}) {
    EXPECT_NE(failure_of({"top", "--limit", limit}).find("whole number"), std::string::npos)
        << limit;
  }
}

TEST(Options, RefuseFlagsThatACommandHasNoUseFor) {
  EXPECT_NE(failure_of({"trending", "--period", "24h"}), "");
  EXPECT_NE(failure_of({"top", "--step", "day"}), "");
  EXPECT_NE(failure_of({"top", "--once"}), "");
  EXPECT_NE(failure_of({"top", "http://a/"}), "");
  EXPECT_NE(failure_of({"count", "u", "--site", "a"}), "");
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
  std::vector<std::vector<const char*>> lines{{"--help"}, {"ping", "-h"}};
  for (const auto& command : commands()) lines.push_back({command.name.c_str(), "--help"});
  for (const auto& words : lines) {
    const auto options = parse(words);
    ASSERT_TRUE(options);
    EXPECT_NE(options->explanation.find("sage:"), std::string::npos);
    EXPECT_NE(options->explanation.find("xample"), std::string::npos) << words.front();
    std::istringstream help(options->explanation);
    for (std::string line; std::getline(help, line);) EXPECT_LE(width_of(line), 80U) << line;
  }
}

TEST(Options, ExplainHowToWriteTimes) {
  for (const auto* name : {"top", "series", "sources", "engagement"}) {
    const auto help = parse({name, "--help"})->explanation;
    for (const auto* word : {"30m", "yesterday", "+03:00", "--to 2026-11-30 is November"}) {
      EXPECT_NE(help.find(word), std::string::npos) << name << ": " << word;
    }
  }
  for (const auto* name : {"top", "series"}) {
    const auto help = parse({name, "--help"})->explanation;
    for (const auto* word : {"Europe/Istanbul", "midnight", "23 or 25"}) {
      EXPECT_NE(help.find(word), std::string::npos) << name << ": " << word;
    }
  }
}

}  // namespace
}  // namespace readcount::cli
