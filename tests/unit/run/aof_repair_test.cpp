#include "run/aof_repair.hpp"

#include "run/private_redis.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace readcount::run {
namespace {

namespace fs = std::filesystem;

/// A command as it stands in an append-only file.
std::string command(std::initializer_list<std::string> words) {
  std::string text = "*" + std::to_string(words.size()) + "\r\n";
  for (const auto& word : words) {
    text += "$" + std::to_string(word.size()) + "\r\n" + word + "\r\n";
  }
  return text;
}

std::string transaction(const std::string& key) {
  return command({"MULTI"}) + command({"HINCRBY", key, "v", "1"}) +
         command({"HSET", "m", "run", "7"}) + command({"EXEC"});
}

/// The directory of a private Redis that is not running, with two parts in its append-only file.
class AofRepair : public testing::Test {
 protected:
  AofRepair() {
    std::string name = fs::temp_directory_path() / "aof-repair-XXXXXX";
    directory_ = mkdtemp(name.data());
    fs::create_directory(directory_ / "appendonlydir");
    write("appendonly.aof.manifest",
          "file appendonly.aof.2.base.rdb seq 2 type b\n"
          "file appendonly.aof.8.incr.aof seq 8 type i\n"
          "file appendonly.aof.9.incr.aof seq 9 type i\n");
    write("appendonly.aof.8.incr.aof", "not looked at");
  }
  ~AofRepair() override { fs::remove_all(directory_); }

  void write(const std::string& name, const std::string& content) {
    std::ofstream(directory_ / "appendonlydir" / name, std::ios::binary) << content;
  }

  static std::string read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  void repair(const fs::path& server) {
    asio::io_context context(1);
    asio::co_spawn(context, repair_aof(context.get_executor(), server, directory_),
                   [](const std::exception_ptr& error) { EXPECT_FALSE(error); });
    context.run();
  }

  /// What is left of these contents of the newest part.
  std::string repaired(const std::string& content) {
    write("appendonly.aof.9.incr.aof", content);
    repair(PrivateRedis::find_program());
    return read(directory_ / "appendonlydir" / "appendonly.aof.9.incr.aof");
  }

  /// What was cut off and kept, in all files.
  std::string kept() const {
    std::string all;
    for (const auto& entry : fs::directory_iterator(directory_)) {
      if (entry.path().string().find(".cut-") != std::string::npos) all += read(entry.path());
    }
    return all;
  }

  fs::path directory_;
};

TEST_F(AofRepair, LeavesWhatIsWhole) {
  const auto whole = command({"SELECT", "0"}) + transaction("a") + transaction("b");
  EXPECT_EQ(repaired(whole), whole);
}

TEST_F(AofRepair, CutsBackToTheLastWholeTransactionWhereverItIsTorn) {
  const auto whole = command({"SELECT", "0"}) + transaction("a");
  const auto torn = transaction("b");
  for (std::size_t size = 1; size < torn.size(); ++size) {
    ASSERT_EQ(repaired(whole + torn.substr(0, size)), whole) << size;
  }
  EXPECT_EQ(kept(), "");
}

TEST_F(AofRepair, CutsAwayZerosAndOtherNonsenseAtTheEnd) {
  const auto whole = transaction("a");
  EXPECT_EQ(repaired(whole + std::string(5000, '\0')), whole);
  EXPECT_EQ(repaired(whole + "garbage"), whole);
  EXPECT_EQ(repaired(std::string(5000, '\0')), "");
  EXPECT_EQ(repaired(""), "");
}

TEST_F(AofRepair, KeepsWhatIsCutWhenNoTornWriteExplainsIt) {
  const auto whole = transaction("a");
  auto behind = std::string("damage") + transaction("b");
  while (behind.size() < 16U << 20U) behind += command({"SET", "c", std::string(100'000, 'x')});
  EXPECT_EQ(repaired(whole + behind), whole);
  EXPECT_EQ(kept(), behind);
}

TEST_F(AofRepair, ChangesNothingWithoutTheProgramThatChecks) {
  const auto torn = transaction("a") + "*1";
  write("appendonly.aof.9.incr.aof", torn);
  repair("/nonexistent/redis-server");
  EXPECT_EQ(read(directory_ / "appendonlydir" / "appendonly.aof.9.incr.aof"), torn);
}

TEST_F(AofRepair, FindsNothingToDoBeforeTheFirstStart) {
  fs::remove_all(directory_ / "appendonlydir");
  repair(PrivateRedis::find_program());
  EXPECT_TRUE(fs::is_empty(directory_));
}

TEST(NewestPart, IsTheLastIncrementOfTheManifest) {
  EXPECT_EQ(newest_part("file b seq 1 type b\nfile i1 seq 1 type i\nfile i2 seq 2 type i\n"
                        "file old seq 1 type h\n"),
            "i2");
  EXPECT_EQ(newest_part("file b seq 1 type b\n"), std::nullopt);
  EXPECT_EQ(newest_part(""), std::nullopt);
  EXPECT_EQ(newest_part("\n#\nnonsense"), std::nullopt);
}

TEST(SoundBytes, AreReadOffTheReport) {
  EXPECT_EQ(sound_bytes("AOF analyzed: filename=a, size=9263, ok_up_to=9137, ok_up_to_line=1896, "
                        "diff=126\nAOF a is not valid.\n"),
            9137U);
  EXPECT_EQ(sound_bytes("AOF analyzed: size=12, ok_up_to=0, diff=12\n"), 0U);
  EXPECT_EQ(sound_bytes("Cannot open file: a\n"), std::nullopt);
  EXPECT_EQ(sound_bytes(""), std::nullopt);
  EXPECT_EQ(sound_bytes(" ok_up_to="), std::nullopt);
}

}  // namespace
}  // namespace readcount::run
