#include "faulty_disk.hpp"

#include "fixture.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>

namespace readcount::journal::testing {
namespace {

namespace fs = std::filesystem;

/// The disk that the other tests believe.
class JournalFaultyDisk : public ::testing::Test {
 protected:
  int make(const std::string& name) {
    return ::open((directory_.path() / name).c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  }
  static ssize_t append(int fd, const std::string& bytes) {
    return ::write(fd, bytes.data(), bytes.size());
  }
  void sync_names() {
    const int fd = ::open(directory_.path().c_str(), O_RDONLY | O_DIRECTORY);
    ASSERT_EQ(::fsync(fd), 0);
    ::close(fd);
  }

  /// What power cuts leave of a file, each in turn: its contents, or "gone".
  std::set<std::string> remains(const std::string& name, const std::function<void()>& scenario) {
    std::set<std::string> remains;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      disk_.emplace(directory_.path());
      scenario();
      disk_->power_cut(seed);
      const auto path = directory_.path() / name;
      remains.insert(fs::exists(path) ? contents(path) : "gone");
      disk_.reset();
      fs::remove(path);
    }
    return remains;
  }

  Directory directory_;
  std::optional<FaultyDisk> disk_;
};

TEST_F(JournalFaultyDisk, SeesEveryCallThatChangesSomething) {
  FaultyDisk disk(directory_.path());
  const int fd = make("a");
  append(fd, "bytes");
  ::fdatasync(fd);
  ::fsync(fd);
  EXPECT_EQ(::ftruncate(fd, 4), 0);
  fs::resize_file(directory_.path() / "a", 3);
  EXPECT_EQ(disk.steps(), 6U);
  fs::rename(directory_.path() / "a", directory_.path() / "b");
  fs::remove(directory_.path() / "b");
  ::close(fd);
  ::close(make("c"));
  EXPECT_EQ(::unlinkat(AT_FDCWD, (directory_.path() / "c").c_str(), 0), 0);
  EXPECT_EQ(disk.steps(), 10U);
  sync_names();
  EXPECT_EQ(disk.steps(), 11U);
  EXPECT_TRUE(fs::is_empty(directory_.path()));
}

TEST_F(JournalFaultyDisk, LetsTheStepsFailThatItIsToldTo) {
  FaultyDisk disk(directory_.path());
  const int fd = make("a");
  disk.fail(FaultyDisk::Fault::no_space, 3, 2);
  EXPECT_EQ(append(fd, "1"), 1);
  EXPECT_EQ(append(fd, "2"), -1);
  EXPECT_EQ(errno, ENOSPC);
  EXPECT_EQ(::fdatasync(fd), -1);
  EXPECT_EQ(append(fd, "3"), 1);
  disk.fail(FaultyDisk::Fault::torn_write, 6);
  EXPECT_EQ(append(fd, "45"), 1);
  EXPECT_EQ(append(fd, "5"), -1);
  disk.fail(FaultyDisk::Fault::short_write, 8);
  EXPECT_EQ(append(fd, "67"), 1);
  EXPECT_EQ(append(fd, "7"), 1);
  EXPECT_EQ(contents(directory_.path() / "a"), "13467");
  ::close(fd);
}

TEST_F(JournalFaultyDisk, ForgetsWhatWasNotSyncedInEveryWay) {
  const auto remains_of_a = remains("a", [&] {
    const int fd = make("a");
    append(fd, "sure");
    ::fdatasync(fd);
    sync_names();
    append(fd, "12");
    ::close(fd);
  });
  EXPECT_EQ(remains_of_a,
            (std::set<std::string>{"sure", "sure1", "sure12", std::string("sure1\0", 6),
                                   std::string("sure\0\0", 6)}));
}

TEST_F(JournalFaultyDisk, ForgetsAFileWhoseNameWasNotSynced) {
  const auto remains_of_a = remains("a", [&] {
    const int fd = make("a");
    append(fd, "a");
    ::fdatasync(fd);
    ::close(fd);
  });
  EXPECT_EQ(remains_of_a, (std::set<std::string>{"a", "gone"}));
}

TEST_F(JournalFaultyDisk, UndoesACutAndARemovalThatWereNotSynced) {
  const auto cut = remains("a", [&] {
    const int fd = make("a");
    append(fd, "12");
    ::fdatasync(fd);
    sync_names();
    EXPECT_EQ(::ftruncate(fd, 1), 0);
    ::close(fd);
  });
  EXPECT_EQ(cut, (std::set<std::string>{"1", "12"}));
  const auto removed = remains("a", [&] {
    const int fd = make("a");
    append(fd, "1");
    ::fdatasync(fd);
    ::close(fd);
    sync_names();
    fs::remove(directory_.path() / "a");
  });
  EXPECT_EQ(removed, (std::set<std::string>{"1", "gone"}));
}

TEST_F(JournalFaultyDisk, KeepsNothingBySyncingAgainAfterASyncThatFailed) {
  const auto remains_of_a = remains("a", [&] {
    const int fd = make("a");
    sync_names();
    append(fd, "1");
    disk_->fail(FaultyDisk::Fault::io_error, disk_->steps() + 1);
    EXPECT_EQ(::fdatasync(fd), -1);
    EXPECT_EQ(::fdatasync(fd), 0);
    ::close(fd);
  });
  EXPECT_TRUE(remains_of_a.contains(""));
}

}  // namespace
}  // namespace readcount::journal::testing
