#include "base/log.hpp"

#include "base/log_sink.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spdlog/logger.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <memory>
#include <sstream>
#include <vector>

namespace readcount {
namespace {

TEST(Escaped, LetsNoTextForgeALineOrEndAString) {
  EXPECT_EQ(escaped("a\nb\x1b[2J\"\\\x7f"), R"(a\u000ab\u001b[2J\"\\\u007f)");
}

TEST(Escaped, LeavesUtf8AsItIs) { EXPECT_EQ(escaped("türkiye"), "türkiye"); }

/// A log into a pipe that is read only when the test does.
class UnreadLog : public testing::Test {
 protected:
  UnreadLog() { log_.set_pattern("%v"); }
  ~UnreadLog() override {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }

  void write(std::size_t size) { log_.info(std::to_string(++written_) + std::string(size, 'x')); }

  /// Reads all that is in the pipe.
  void read() {
    std::string bytes(1 << 20, '\0');
    bytes.resize(static_cast<std::size_t>(::read(ends_[0], bytes.data(), bytes.size())));
    text_ += bytes;
  }

  /// All that was read so far.
  std::vector<std::string> lines() const {
    std::vector<std::string> lines;
    std::istringstream stream(text_);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
  }

  int ends_[2]{};
  const bool open_ = ::pipe2(ends_, O_CLOEXEC) == 0;
  std::atomic<std::uint64_t> dropped_{0};
  spdlog::logger log_{"test", std::make_shared<LogSink>(ends_[1], dropped_)};
  std::uint64_t written_ = 0;
  std::string text_;
};

TEST_F(UnreadLog, HoldsNobodyUpAndSaysWhatItDropped) {
  while (dropped_ < 3) write(1000);  // would never end if a line could wait
  read();
  write(10);
  read();
  const auto all = lines();
  ASSERT_EQ(all.size(), written_ - 3 + 1);
  EXPECT_EQ(all.back(), std::to_string(written_) + std::string(10, 'x'));
  EXPECT_EQ(all[all.size() - 2].substr(0, 20), "3 lines were dropped");
}

TEST_F(UnreadLog, WritesEveryLineWhole) {
  while (dropped_ == 0) write(5003);  // the last one before that goes in only in part
  read();
  write(5003);
  read();
  for (const auto& line : lines()) {
    const auto number = std::to_string(std::stoul(line));
    if (line.find("dropped") == std::string::npos) {
      EXPECT_EQ(line, number + std::string(5003, 'x'));
    }
  }
}

TEST_F(UnreadLog, SurvivesAReaderThatIsGone) {
  std::signal(SIGPIPE, SIG_IGN);  // NOLINT(concurrency-mt-unsafe): one thread
  ::close(ends_[0]);
  write(10);
  write(10);
  EXPECT_EQ(dropped_, 2U);
  ends_[0] = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

}  // namespace
}  // namespace readcount
