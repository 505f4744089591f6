#include "store/codec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace readcount::store {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using Kind = Reply::Kind;

/// Feeds everything at once and takes the first answer, which must be there.
Reply only(std::string_view bytes) {
  Decoder decoder;
  decoder.feed(bytes);
  auto reply = decoder.next();
  EXPECT_TRUE(reply) << bytes << " " << decoder.error();
  EXPECT_FALSE(decoder.next());
  EXPECT_THAT(decoder.error(), IsEmpty());
  return reply.value_or(Reply());
}

/// What is wrong with these bytes.
std::string wrong_with(std::string_view bytes, ReplyLimits limits = {}) {
  Decoder decoder(limits);
  decoder.feed(bytes);
  EXPECT_FALSE(decoder.next()) << bytes;
  return decoder.error();
}

std::string repeated(std::string_view part, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += part;
  return all;
}

TEST(Encoder, WritesAnyBytes) {
  std::string out = "x";
  Arguments command{"SET", "a key", std::string_view("\0\r\n", 3), ""};
  command.add(-12);
  encode(command, out);
  using namespace std::string_literals;
  EXPECT_EQ(out, "x*5\r\n$3\r\nSET\r\n$5\r\na key\r\n$3\r\n\0\r\n\r\n$0\r\n\r\n$3\r\n-12\r\n"s);
}

TEST(Encoder, WritesTenThousandArguments) {
  Arguments command;
  for (int i = 0; i < 10000; ++i) command.add(i);
  std::string out;
  encode(command, out);
  EXPECT_EQ(out.substr(0, 15), "*10000\r\n$1\r\n0\r\n");
  EXPECT_EQ(out.substr(out.size() - 10), "$4\r\n9999\r\n");
}

TEST(Decoder, KnowsTheKindsOfAnswers) {
  EXPECT_EQ(only("+OK\r\n").text, "OK");
  EXPECT_EQ(only("$4\r\na\r\nb\r\n").text, "a\r\nb");
  EXPECT_EQ(only("$0\r\n\r\n").kind, Kind::text);
  EXPECT_EQ(only(":-42\r\n").integer, -42);
  EXPECT_EQ(only("$-1\r\n").kind, Kind::nil);
  EXPECT_EQ(only("*-1\r\n").kind, Kind::nil);
  EXPECT_EQ(only("*0\r\n").kind, Kind::array);
  const auto error = only("-ERR no\r\n");
  EXPECT_TRUE(error.is_error());
  EXPECT_EQ(error.text, "ERR no");
}

TEST(Decoder, BuildsArraysInArrays) {
  const auto reply = only("*4\r\n*2\r\n:1\r\n:2\r\n$-1\r\n*0\r\n*1\r\n*1\r\n-ERR x\r\n");
  ASSERT_EQ(reply.elements.size(), 4U);
  EXPECT_EQ(reply.elements[0].elements[1].integer, 2);
  EXPECT_EQ(reply.elements[1].kind, Kind::nil);
  EXPECT_THAT(reply.elements[2].elements, IsEmpty());
  EXPECT_TRUE(reply.elements[3].elements[0].elements[0].is_error());
}

TEST(Decoder, TakesAStreamCutAnywhere) {
  const std::string stream = "*3\r\n:1\r\n$5\r\nhello\r\n*1\r\n+OK\r\n$-1\r\n-ERR a\r\n";
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    Decoder decoder;
    std::vector<Reply> replies;
    for (const auto& part : {stream.substr(0, cut), stream.substr(cut)}) {
      decoder.feed(part);
      while (auto reply = decoder.next()) replies.push_back(std::move(*reply));
    }
    ASSERT_EQ(replies.size(), 3U) << cut;
    EXPECT_EQ(replies[0].elements[1].text, "hello");
    EXPECT_EQ(replies[0].elements[2].elements[0].text, "OK");
    EXPECT_EQ(replies[1].kind, Kind::nil);
    EXPECT_EQ(replies[2].text, "ERR a");
  }
}

TEST(Decoder, WaitsForTheRestOfEveryTruncatedAnswer) {
  const std::string whole = "*2\r\n$5\r\nhello\r\n:1\r\n";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_THAT(wrong_with(whole.substr(0, size)), IsEmpty()) << size;
  }
}

TEST(Decoder, RefusesWhatIsNoAnswer) {
  for (const auto* bytes :
       {"HTTP/1.1 200 OK\r\n", "\r\n", "%1\r\n+a\r\n+b\r\n", ":abc\r\n", ":\r\n", "$abc\r\n",
        "*abc\r\n", "$-2\r\n", "*-2\r\n", "$99999999999999999999\r\n", "*99999999999\r\n",
        ":1:2\r\n", "$-9223372036854775809\r\n", "*-2147483649\r\n", "$-\r\n", "$\r\n", "*\r\n",
        "*1\r\n$-2\r\n", ":9223372036854775808\r\n"}) {
    EXPECT_FALSE(wrong_with(bytes).empty()) << bytes;
  }
}

TEST(Decoder, StaysBrokenOnceItIs) {
  Decoder decoder;
  decoder.feed("nonsense\r\n");
  EXPECT_FALSE(decoder.next());
  decoder.feed("+OK\r\n");
  EXPECT_FALSE(decoder.next());
  EXPECT_FALSE(decoder.error().empty());
}

TEST(Decoder, RefusesArraysNestedDeeply) {
  EXPECT_TRUE(wrong_with(repeated("*1\r\n", 8)).empty());
  EXPECT_FALSE(wrong_with(repeated("*1\r\n", 8) + "*0\r\n").empty());
  EXPECT_FALSE(wrong_with(repeated("*1\r\n", 100000)).empty());
}

TEST(Decoder, RefusesMoreElementsThanItsLimitWithoutRoomForThem) {
  EXPECT_THAT(wrong_with("*2147483647\r\n:1\r\n"), IsEmpty());  // nothing is set aside for the lie
  ReplyLimits few;
  few.elements = 100;
  EXPECT_THAT(wrong_with("*1000\r\n" + repeated(":1\r\n", 1000), few), HasSubstr("larger"));
}

TEST(Decoder, RefusesMoreBytesThanItsLimit) {
  ReplyLimits small;
  small.bytes = 1000;
  EXPECT_THAT(wrong_with("$2000000000\r\n" + std::string(1001, 'x'), small), HasSubstr("larger"));
  EXPECT_THAT(wrong_with("+" + std::string(1001, 'x'), small), HasSubstr("larger"));
  const auto many = "*4\r\n" + repeated("$300\r\n" + std::string(300, 'x') + "\r\n", 4);
  EXPECT_THAT(wrong_with(many, small), HasSubstr("larger"));
}

TEST(Decoder, GivesUpATextOfTwoGigabytesWhenItsLimitHasArrived) {
  Decoder decoder;
  const std::string piece(65536, 'x');
  std::size_t taken = 0;
  decoder.feed("$2147483647\r\n");
  while (!decoder.next() && decoder.error().empty() && taken < 3 * ReplyLimits().bytes) {
    decoder.feed(piece);
    taken += piece.size();
  }
  EXPECT_THAT(decoder.error(), HasSubstr("larger"));
  EXPECT_LE(taken, ReplyLimits().bytes + piece.size());
}

TEST(Decoder, GivesUpAnEndlessArrayAtItsLimit) {
  Decoder decoder;
  const auto piece = repeated(":1\r\n", 16384);
  std::size_t taken = 0;
  decoder.feed("*2147483647\r\n");
  while (!decoder.next() && decoder.error().empty() && taken < 3 * ReplyLimits().elements) {
    decoder.feed(piece);
    taken += 16384;
  }
  EXPECT_THAT(decoder.error(), HasSubstr("larger"));
  EXPECT_LE(taken, ReplyLimits().elements + 16384);
}

TEST(Decoder, CountsItsLimitsPerAnswer) {
  ReplyLimits small;
  small.bytes = 1000;
  small.elements = 3;
  Decoder decoder(small);
  for (int i = 0; i < 100; ++i) {
    decoder.feed("*2\r\n:1\r\n$300\r\n" + std::string(300, 'x') + "\r\n");
    EXPECT_TRUE(decoder.next()) << decoder.error();
  }
}

}  // namespace
}  // namespace readcount::store
