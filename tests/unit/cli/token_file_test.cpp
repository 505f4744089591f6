#include "cli/token_file.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace readcount::cli {
namespace {

class TokenFile : public testing::Test {
 protected:
  TokenFile()
      : path_((std::filesystem::temp_directory_path() /
               ("readcount-token-" + std::to_string(getpid())))
                  .string()) {}
  ~TokenFile() override { std::filesystem::remove(path_); }

  Outcome<std::string> read(const std::string& text) {
    std::ofstream(path_, std::ios::binary) << text;
    return read_token_file(path_);
  }

  std::string path_;
};

TEST_F(TokenFile, LosesTheNewlineAtItsEnd) { EXPECT_EQ(*read("secret\r\n"), "secret"); }

TEST_F(TokenFile, IsNotNeeded) { EXPECT_EQ(*read_token_file(""), ""); }

TEST_F(TokenFile, MustBeThere) {
  const auto token = read_token_file(path_);
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().code, Exit::usage);
  EXPECT_EQ(token.error().text,
            "--token-file: \"" + path_ + "\" cannot be read: No such file or directory");
}

TEST_F(TokenFile, MustHoldOneWordThatFitsIntoAField) {
  for (const auto& text : {std::string(), std::string("\n"), std::string("a b"),
                           std::string("a\r\nX-Evil: b"), std::string(5000, 'x')}) {
    const auto token = read(text);
    ASSERT_FALSE(token) << text;
    EXPECT_EQ(token.error().code, Exit::usage);
    if (!text.empty()) {
      EXPECT_EQ(token.error().text.find("X-Evil"), std::string::npos);
    }
  }
}

TEST_F(TokenFile, CannotBeADirectory) {
  EXPECT_FALSE(read_token_file(std::filesystem::temp_directory_path().string()));
}

}  // namespace
}  // namespace readcount::cli
