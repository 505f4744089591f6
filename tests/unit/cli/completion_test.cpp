#include "cli/commands.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

// The script is run by a real bash, as the tab key would.

namespace readcount::cli {
namespace {

using Words = std::vector<std::string>;

class Completion : public testing::Test {
 protected:
  Completion()
      : script_(std::filesystem::temp_directory_path() /
                ("readcount-completion-" + std::to_string(getpid()))) {
    std::ofstream(script_) << bash_completion(vocabulary());
  }
  ~Completion() override { std::filesystem::remove(script_); }

  /// What bash offers for the last of `words`, as it splits them.
  Words offered(const Words& words) const {
    std::string line = "COMP_WORDS=(readcount";
    for (const auto& word : words) line += " '" + word + "'";
    line += "); COMP_CWORD=" + std::to_string(words.size()) +
            "; _readcount; printf '%s\\n' \"${COMPREPLY[@]}\"";
    return lines_of("set -u; source " + script_.string() + "; " + line);
  }

  Words lines_of(const std::string& commands) const {
    const auto runner = script_.string() + ".run";
    std::ofstream(runner) << commands;
    const std::unique_ptr<FILE, int (*)(FILE*)> bash(
        popen(("bash " + runner + " 2>&1").c_str(), "r"), pclose);
    std::string text;
    for (int c = std::fgetc(bash.get()); c != EOF; c = std::fgetc(bash.get())) {
      text += static_cast<char>(c);
    }
    std::filesystem::remove(runner);
    Words lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
      if (!line.empty()) lines.push_back(line);
    }
    return lines;
  }

  std::filesystem::path script_;
};

TEST_F(Completion, OffersTheCommands) {
  EXPECT_EQ(offered({""}), (Words{"completion", "count", "engagement", "erase", "export", "import",
                                  "live", "merge", "ping", "ready", "series", "set", "sources",
                                  "top", "trending", "whoami"}));
  EXPECT_EQ(offered({"co"}), (Words{"completion", "count"}));
}

TEST_F(Completion, OffersTheOptionsBeforeAndAfterACommand) {
  const Words all{"--help", "--version", "--server", "--token-file", "--output", "--timeout"};
  EXPECT_EQ(offered({"-"}), all);
  EXPECT_EQ(offered({"count", "--t"}), (Words{"--token-file", "--timeout"}));
}

TEST_F(Completion, OffersTheOutputs) {
  EXPECT_EQ(offered({"--output", ""}), (Words{"table", "json", "csv", "plain"}));
  EXPECT_EQ(offered({"--output", "j"}), Words{"json"});
  EXPECT_EQ(offered({"--output", "="}), (Words{"table", "json", "csv", "plain"}));
  EXPECT_EQ(offered({"--output", "=", "c"}), Words{"csv"});
}

TEST_F(Completion, OffersTheFlagsOfEachCommandAndNoOthers) {
  EXPECT_EQ(offered({"top", "--m"}), Words{"--metric"});
  EXPECT_EQ(offered({"--output", "csv", "series", "--st"}), Words{"--step"});
  EXPECT_EQ(offered({"trending", "--m"}), Words{});
  EXPECT_EQ(offered({"live", "--o"}), (Words{"--once", "--output"}));
  EXPECT_EQ(offered({"--m"}), Words{});
  EXPECT_EQ(offered({"top", "--t"}), (Words{"--to", "--tz", "--token-file", "--timeout"}));
}

TEST_F(Completion, OffersEveryFlagThatACommandTakes) {
  for (const auto& command : commands()) {
    const auto all = offered({command.name, "--"});
    for (const auto& flag : command.flags) {
      EXPECT_THAT(all, ::testing::Contains("--" + flag)) << command.name;
    }
  }
}

TEST_F(Completion, OffersTheWordsOfFlags) {
  EXPECT_EQ(offered({"top", "--metric", ""}), (Words{"views", "readers", "reads", "engaged"}));
  EXPECT_EQ(offered({"series", "--step", "=", "d"}), Words{"day"});
  EXPECT_EQ(offered({"top", "--period", "3"}), (Words{"30m", "30d"}));
  EXPECT_EQ(offered({"sources", "--by", "ca"}), Words{"campaign"});
  EXPECT_EQ(offered({"sources", "--by", "e"}), Words{"event"});
  EXPECT_EQ(offered({"sources", "--by", "cl"}), Words{"class"});
  EXPECT_EQ(offered({"top", "--tz", ""}), Words{});
}

TEST_F(Completion, OffersFilesForTheToken) {
  EXPECT_THAT(offered({"--token-file", script_.string()}), ::testing::Contains(script_.string()));
}

TEST_F(Completion, OffersTheShells) { EXPECT_EQ(offered({"completion", ""}), Words{"bash"}); }

TEST_F(Completion, OffersNothingWhereItKnowsNothing) {
  EXPECT_EQ(offered({"--server", ""}), Words{});
  EXPECT_EQ(offered({"count", "http"}), Words{});
  EXPECT_EQ(offered({"whoami", ""}), Words{});
}

TEST_F(Completion, RegistersItselfWhenSourced) {
  EXPECT_EQ(lines_of("source " + script_.string() + "; complete -p readcount"),
            Words{"complete -F _readcount readcount"});
}

}  // namespace
}  // namespace readcount::cli
