#include "store/classify.hpp"

#include <gtest/gtest.h>

#include <string>

namespace readcount::store {
namespace {

struct Row {
  const char* text;
  const char* word;
  FailureKind kind;
};

constexpr auto kTransient = FailureKind::transient;
constexpr auto kRefused = FailureKind::refused;

constexpr Row kRows[] = {
    {"LOADING Redis is loading the dataset in memory", "LOADING", kTransient},
    {"BUSY Redis is busy running a script. You can only call SCRIPT KILL", "BUSY", kTransient},
    {"OOM command not allowed when used memory > 'maxmemory'.", "OOM", kTransient},
    {"OOM command not allowed when used memory > 'maxmemory'. script: f717a0ede8, on "
     "@user_script:1.",
     "OOM", kTransient},
    {"ERR Error running script (call to f_fbcf): @user_script:1: @user_script: 1: -OOM command "
     "not allowed when used memory > 'maxmemory'.",
     "OOM", kTransient},
    {"READONLY You can't write against a read only replica.", "READONLY", kTransient},
    {"ERR Error running script (call to f_fbcf): @user_script:1: -READONLY You can't write "
     "against a read only replica.",
     "READONLY", kTransient},
    {"MISCONF Redis is configured to save RDB snapshots", "MISCONF", kTransient},
    {"-MISCONF Errors writing to the AOF file: No space left", "MISCONF", kTransient},
    {"NOREPLICAS Not enough good replicas to write.", "NOREPLICAS", kTransient},
    {"TRYAGAIN Multiple keys request during rehashing of slot", "TRYAGAIN", kTransient},
    {"CLUSTERDOWN The cluster is down", "CLUSTERDOWN", kTransient},
    {"MASTERDOWN Link with MASTER is down", "MASTERDOWN", kTransient},
    {"NOSCRIPT No matching script. Please use EVAL.", "NOSCRIPT", kTransient},
    {"ERR max number of clients reached", "ERR", kTransient},
    {"ERR Error running script (call to f_ab): @user_script:1: Script killed by user with SCRIPT "
     "KILL...",
     "ERR", kTransient},
    {"NOAUTH Authentication required.", "NOAUTH", kRefused},
    {"WRONGPASS invalid username-password pair or user is disabled.", "WRONGPASS", kRefused},
    {"NOPERM this user has no permissions to run the 'pfadd' command", "NOPERM", kRefused},
    {"ERR The user executing the script can't run this command or subcommand script: 07b7, on "
     "@user_script:1.",
     "ERR", kRefused},
    {"ERR Error running script (call to f_1): @user_script:1: -NOPERM User executing the script "
     "can't run this command",
     "NOPERM", kRefused},
    {"WRONGTYPE Operation against a key holding the wrong kind of value", "WRONGTYPE", kRefused},
    {"MOVED 3999 127.0.0.1:6381", "MOVED", kRefused},
    {"ERR unknown command 'EVALSHA', with args beginning with: 'OOM' ", "ERR", kRefused},
    {"ERR invalid DB index - OOM is a word here", "ERR", kRefused},
    {"BUSYGROUP Consumer Group name already exists", "BUSYGROUP", kRefused},
    {"OOMPH is no word of ours", "OOMPH", kRefused},
    {"loading", "", kRefused},
    {"", "", kRefused},
    {"-", "", kRefused},
};

TEST(ErrorsOfRedis, AreClassedByTheirWord) {
  for (const auto& row : kRows) {
    EXPECT_EQ(error_word(row.text), row.word) << row.text;
    EXPECT_EQ(classify(row.text), row.kind) << row.text;
  }
}

TEST(ErrorsOfRedis, BecomeOneLine) {
  const auto failure = failure_of("applying counts", "ERR a\r\nb");
  EXPECT_EQ(failure.text, "applying counts: Redis says: ERR a  b");
  EXPECT_EQ(failure.kind, kRefused);
}

}  // namespace
}  // namespace readcount::store
