#include "store/commands.hpp"

#include "store/script.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace readcount::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const Keys kKeys("rc:");
const Lifetimes kLifetimes;
const Layout kLayout{kKeys, kLifetimes};
const Day kDay{std::chrono::year(2026) / 11 / 23};
const ping::Article kArticle{"news.example", "/x"};

std::vector<std::string> words_of(const Arguments& command) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < command.size(); ++i) words.emplace_back(command[i]);
  return words;
}

tally::Batch batch_with(std::vector<ping::ReaderKey> readers) {
  tally::Delta delta;
  delta.article = kArticle;
  delta.hour = kDay + std::chrono::hours(7);
  delta.loads = 5;
  delta.views = 3;
  delta.readers = std::move(readers);
  tally::Batch batch;
  batch.partition = 9;
  batch.from = 12;
  batch.to = 18446744073709551615U;
  batch.deltas.push_back(std::move(delta));
  return batch;
}

TEST(ApplyCall, NamesItsKeysAndThenItsProgram) {
  const auto batch = batch_with({0x0102030405060708U, 1});
  const auto words = words_of(apply_call(kLayout, "9", "producer", batch, ScriptBy::sha1));
  EXPECT_THAT(std::vector(words.begin(), words.begin() + 11),
              ElementsAre("EVALSHA", std::string(apply_script_sha1()), "5", "rc:{9}:applied",
                          "rc:{9}:a:news.example/x", "rc:{9}:h:news.example/x:20261123",
                          "rc:{9}:d:news.example/x:20261123", "rc:{9}:u:news.example/x:2026112307",
                          "producer", "12", "18446744073709551615"));
  EXPECT_EQ(words.at(11), "H");
}

TEST(ApplyCall, BringsTheSourceWhenAsked) {
  const auto words = words_of(apply_call(kLayout, "9", "p", batch_with({}), ScriptBy::source));
  EXPECT_EQ(words.at(0), "EVAL");
  EXPECT_THAT(words.at(1), HasSubstr("'PFADD'"));
}

TEST(ApplyCall, MovesTheMarkerEvenWithoutDeltas) {
  tally::Batch batch;
  batch.to = 4;
  const auto words = words_of(apply_call(kLayout, "0", "p", batch, ScriptBy::sha1));
  EXPECT_THAT(words, ElementsAre("EVALSHA", testing::_, "1", "rc:{0}:applied", "p", "0", "4"));
}

TEST(Commands, ReadAndRemoveMarkers) {
  EXPECT_THAT(words_of(read_markers(kKeys, 3, {"a", "b"})),
              ElementsAre("HMGET", "rc:{3}:applied", "a", "b"));
  EXPECT_THAT(words_of(remove_marker(kKeys, "3", "a")), ElementsAre("HDEL", "rc:{3}:applied", "a"));
}

TEST(Commands, KeepTheListOfRetiredRuns) {
  EXPECT_THAT(words_of(add_retired(kKeys, "a", kDay)),
              ElementsAre("HSET", "rc:retired", "a", day_text(kDay)));
  EXPECT_THAT(words_of(read_retired(kKeys)), ElementsAre("HGETALL", "rc:retired"));
  EXPECT_THAT(words_of(remove_retired(kKeys, {"a", "b"})),
              ElementsAre("HDEL", "rc:retired", "a", "b"));
}

TEST(Commands, ReadTotals) {
  EXPECT_THAT(words_of(read_totals(kKeys, "3", kArticle)),
              ElementsAre("HMGET", "rc:{3}:a:news.example/x", "l", "v", "r", "d", "c", "e"));
}

TEST(Commands, ProposeASaltOnlyWhereThereIsNone) {
  Salt salt{};
  salt[0] = 0xf0;
  salt[15] = 0x01;
  EXPECT_THAT(
      words_of(propose_salt("k", kDay, salt)),
      ElementsAre("SET", "k", "f0000000000000000000000000000001", "NX", "EXAT", "1795392000"));
}

TEST(Script, IsNamedByTheHashOfItself) {
  EXPECT_EQ(apply_script_sha1().size(), 40U);
  EXPECT_EQ(apply_script().substr(0, 3), "-- ");
  EXPECT_EQ(apply_script().back(), '\n');
}

}  // namespace
}  // namespace readcount::store
