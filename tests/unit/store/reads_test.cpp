#include "store/reads.hpp"

#include <gmock/gmock.h>

namespace readcount::store {
namespace {

using query::Grain;
using query::Piece;
using testing::ElementsAre;
using testing::IsEmpty;

const Keys kNames("rc:");
const ping::Article kRead{"news.example", "/x"};
const query::Second kThirteen =
    std::chrono::sys_days(std::chrono::year(2026) / 11 / 3) + std::chrono::hours(13);

std::vector<std::string> words_in(const Arguments& command) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < command.size(); ++i) words.emplace_back(command[i]);
  return words;
}

Reply text(std::string value) { return {Reply::Kind::text, 0, std::move(value), {}}; }
Reply texts(std::vector<std::string> values) {
  Reply reply{Reply::Kind::array, 0, {}, {}};
  for (auto& value : values) reply.elements.push_back(text(std::move(value)));
  return reply;
}
const Reply kWrongType{Reply::Kind::error, 0, "WRONGTYPE Operation against a key …", {}};
const Reply kLoading{Reply::Kind::error, 0, "LOADING Redis is loading", {}};

TEST(ReadsOf, TakeTheFieldsOfOneHashTogetherAndKeepTheOrder) {
  const auto day = std::chrono::floor<std::chrono::days>(kThirteen);
  const std::vector<Piece> pieces{{Grain::hour, day - std::chrono::hours(1)},
                                  {Grain::day, day},
                                  {Grain::month, day + std::chrono::days(28)},
                                  {Grain::hour, kThirteen},
                                  {Grain::hour, kThirteen + std::chrono::hours(1)},
                                  {Grain::minute, kThirteen + std::chrono::minutes(7)},
                                  {Grain::total, {}}};
  std::vector<std::vector<std::string>> commands;
  for (const auto& read : reads_of(kRead, pieces, 'd')) {
    commands.push_back(words_in(read_fields(kNames, read)));
  }
  const std::string tag = "rc:{" + tag_of(tally::partition_of(kRead)) + "}:";
  EXPECT_THAT(commands,
              ElementsAre(ElementsAre("HMGET", tag + "h:news.example/x:20261102", "d23"),
                          ElementsAre("HMGET", tag + "a:news.example/x", "d20261103", "d202612"),
                          ElementsAre("HMGET", tag + "h:news.example/x:20261103", "d13", "d14"),
                          ElementsAre("HMGET", tag + "m:news.example/x:2026110313", "d07"),
                          ElementsAre("HMGET", tag + "a:news.example/x", "d")));
}

TEST(ReadHash, NamesTheDay) {
  const std::string tag = "rc:{" + tag_of(tally::partition_of(kRead)) + "}:";
  EXPECT_THAT(words_in(read_hash(kNames, {HashName::Kind::sources, kRead, kThirteen})),
              ElementsAre("HGETALL", tag + "o:news.example/x:20261103"));
  EXPECT_THAT(words_in(read_hash(kNames, {HashName::Kind::spread, kRead, kThirteen})),
              ElementsAre("HGETALL", tag + "e:news.example/x:20261103"));
}

TEST(ReadList, NamesTheSlot) {
  const ping::Article site{"news.example", ""};
  const std::string tag = "rc:{" + tag_of(tally::partition_of(site)) + "}:";
  const auto key = [&](char metric, Grain grain) {
    return words_in(read_list(kNames, {metric, site, {grain, kThirteen}}, 10));
  };
  EXPECT_THAT(key('v', Grain::month), ElementsAre("ZRANGE", tag + "t:v:news.example:202611", "0",
                                                  "9", "REV", "WITHSCORES"));
  EXPECT_EQ(key('d', Grain::day)[1], tag + "t:d:news.example:20261103");
  EXPECT_EQ(key('e', Grain::hour)[1], tag + "t:e:news.example:2026110313");
  EXPECT_EQ(key(ListName::kTrend, Grain::day)[1], tag + "w:news.example:20261103");
}

TEST(DecodeFields, GivesEveryFieldATextAndABrokenKeyNone) {
  Reply reply = texts({"7", ""});
  reply.elements.push_back({});
  EXPECT_THAT(*decode_fields(reply, 3), ElementsAre("7", "", ""));
  EXPECT_THAT(*decode_fields(kWrongType, 2), ElementsAre("", ""));
  EXPECT_EQ(decode_fields(texts({"7"}), 2).error().kind, FailureKind::away);
  EXPECT_EQ(decode_fields(text("7"), 1).error().kind, FailureKind::away);
  EXPECT_EQ(decode_fields(kLoading, 1).error().kind, FailureKind::transient);
}

TEST(DecodeHash, LeavesOutWhatIsNoAmount) {
  const auto amounts = decode_hash(texts({"r:a", "7", "r:b", "-1", "r:c", "x", "r:d", "0"}));
  EXPECT_THAT(*amounts, ElementsAre(Amount("r:a", 7), Amount("r:d", 0)));
  EXPECT_THAT(*decode_hash(kWrongType), IsEmpty());
  EXPECT_EQ(decode_hash(texts({"r:a"})).error().kind, FailureKind::away);
}

TEST(DecodeList, ReadsWeightsAsRedisWritesThem) {
  const auto list = decode_list(texts({"/a", "1.6777216e+22", "/b", "3", "/c", "0.25"}));
  ASSERT_EQ(list->size(), 3U);
  EXPECT_EQ(list->at(0).path, "/a");
  EXPECT_EQ(list->at(0).value, 1.6777216e22);
  EXPECT_EQ(list->at(1).value, 3);
  EXPECT_EQ(list->at(2).value, 0.25);
  EXPECT_THAT(*decode_list(kWrongType), IsEmpty());
}

TEST(AmountIn, IsNothingForWhatIsNone) {
  EXPECT_EQ(amount_in("12"), 12U);
  EXPECT_EQ(amount_in(""), 0U);
  EXPECT_EQ(amount_in("-3"), 0U);
  EXPECT_EQ(amount_in("3x"), 0U);
}

}  // namespace
}  // namespace readcount::store
