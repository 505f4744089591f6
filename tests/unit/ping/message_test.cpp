#include "ping/message.hpp"

#include "ping/address.hpp"
#include "refused.hpp"

#include <gtest/gtest.h>

#include <string>

namespace readcount::ping {
namespace {

using namespace std::string_literals;

/// A body that is taken, with `more` as further members.
std::string body_with(const std::string& more) {
  return R"({"type":"view","url":"https://news.example/a")" + more + "}";
}

Message taken(const std::string& body) {
  auto message = parse(body);
  EXPECT_TRUE(message) << message.error().detail << "\nin " << body;
  return message ? std::move(*message) : Message{};
}

TEST(Message, IsReadWithAllItsFields) {
  const auto message = taken(R"( {"type":"view","url":"https://news.example/a","view":"k3J9",
      "title":"Türkiye \"bugün\" \ud83d\udc08","referrer":"https://search.example/","section":"Dünya",
      "author":"A. Yazar","published":"2026-11-23T10:00:00+03:00",
      "query":"?utm_source=mail"} )");
  EXPECT_EQ(message.kind, Kind::view);
  EXPECT_EQ(message.url, "https://news.example/a");
  EXPECT_EQ(message.view, "k3J9");
  EXPECT_EQ(message.title, "Türkiye \"bugün\" 🐈");
  EXPECT_EQ(message.referrer, "https://search.example/");
  EXPECT_EQ(message.section, "Dünya");
  EXPECT_EQ(message.author, "A. Yazar");
  EXPECT_EQ(message.published, "2026-11-23T10:00:00+03:00");
  EXPECT_EQ(message.query, "?utm_source=mail");
}

TEST(Message, NeedsOnlyTypeAndUrl) { EXPECT_EQ(taken(body_with("")).title, ""); }

TEST(Message, IgnoresUnknownKeysWithWhateverValue) {
  const auto message = taken(body_with(
      R"(,"n":-1.5e3,"u":18446744073709551615,"o":{"title":"inner","title":1,"url":[{}]},)"
      R"("a":["x",[true,null]],"title":"outer","z":null)"));
  EXPECT_EQ(message.title, "outer");
  EXPECT_EQ(message.url, "https://news.example/a");
}

TEST(Message, ReadsAKeyThatIsWrittenWithEscapes) {
  EXPECT_EQ(taken(body_with(R"(,"t\u0069tle":"a")")).title, "a");
}

TEST(Message, RefusesWhatIsNoJsonObject) {
  for (const auto& body : {""s,
                           " "s,
                           "hello"s,
                           "{"s,
                           "{}}"s,
                           "{} x"s,
                           "[]"s,
                           "[{}]"s,
                           "\"view\""s,
                           "1"s,
                           "null"s,
                           "true"s,
                           "\0"s,
                           "{\"type\":\"view\",}"s,
                           "{'type':'view'}"s,
                           "{\"type\":\"view\"/**/}"s,
                           "{\"url\":\"\\x\"}"s,
                           "{\"n\":NaN}"s,
                           "{\"n\":01}"s,
                           "\xEF\xBB\xBF{}"s,
                           body_with(",\"a\"")}) {
    EXPECT_THAT(parse(body), RefusedAs(Code::bad_json)) << body;
  }
}

TEST(Message, IsRefusedCutAtEveryByte) {
  const auto body = body_with(R"(,"title":"t\u00fcrkiye","o":{"a":[1,2]})");
  for (std::size_t size = 0; size < body.size(); ++size) {
    EXPECT_THAT(parse(body.substr(0, size)), RefusedAs(Code::bad_json)) << size;
  }
}

TEST(Message, RefusesDeepNesting) {
  const auto deep = [](std::size_t levels) {
    return body_with(",\"x\":" + std::string(levels, '[') + std::string(levels, ']'));
  };
  EXPECT_TRUE(parse(deep(15)));
  EXPECT_THAT(parse(deep(16)), RefusedAs(Code::bad_json));
  // So deep that a parser that recursed, or copied once a level, would not come back in time.
  constexpr std::size_t kDeep = 1'000'000;
  EXPECT_THAT(parse(deep(kDeep)), RefusedAs(Code::bad_json));
  EXPECT_THAT(parse(std::string(kDeep, '[')), RefusedAs(Code::bad_json));
  std::string objects;
  for (std::size_t i = 0; i < kDeep; ++i) objects += "{\"a\":";
  EXPECT_THAT(parse(objects), RefusedAs(Code::bad_json));
}

TEST(Message, RefusesAKeyThatStandsTwice) {
  EXPECT_THAT(parse(body_with(R"(,"url":"https://news.example/b")")),
              RefusedAs(Code::duplicate_key));
  EXPECT_THAT(parse(body_with(R"(,"u\u0072l":"x")")), RefusedAs(Code::duplicate_key));
  EXPECT_THAT(parse(body_with(R"(,"x":1,"y":2,"x":3)")), RefusedAs(Code::duplicate_key));
}

TEST(Message, RefusesMoreThanSixtyFourKeys) {
  std::string more;
  for (int i = 0; i < 62; ++i) more += ",\"k" + std::to_string(i) + "\":0";
  EXPECT_TRUE(parse(body_with(more)));
  EXPECT_THAT(parse(body_with(more + ",\"last\":0")), RefusedAs(Code::bad_json));
}

TEST(Message, RefusesAnythingButAStringForAKnownKey) {
  for (const auto* value : {"1", "-1", "1.5", "true", "null", "{}", "[]", "[\"a\"]"}) {
    for (const auto* key : {"title", "view", "published"}) {
      const auto body = body_with(",\""s + key + "\":" + value);
      EXPECT_THAT(parse(body), RefusedAs(Code::wrong_type)) << body;
    }
  }
  EXPECT_THAT(parse(R"({"type":"view","url":7})"), RefusedAs(Code::wrong_type));
  EXPECT_THAT(parse(R"({"type":7,"url":"x"})"), RefusedAs(Code::wrong_type));
}

TEST(Message, RefusesInvalidUtf8Anywhere) {
  for (const auto* more : {",\"title\":\"\xFF\"", ",\"\xC3\":1", ",\"x\":{\"y\":\"\xE2\x82\"}",
                           ",\"title\":\"\xED\xA0\x80\"", "\x80"}) {
    EXPECT_THAT(parse(body_with(more)), RefusedAs(Code::bad_utf8)) << more;
  }
}

TEST(Message, RefusesHalfASurrogatePair) {
  for (const auto* title : {R"(\ud83d)", R"(\ud83d!)", R"(\udc08)", R"(\ud83d\u0041)"}) {
    EXPECT_THAT(parse(body_with(",\"title\":\""s + title + "\"")), RefusedAs(Code::bad_json))
        << title;
  }
}

TEST(Message, RefusesControlCharactersInAnyString) {
  for (const auto& text :
       {R"(\u0000)"s, R"(a\tb)"s, R"(a\nb)"s, R"(\u001f)"s, R"(\u007f)"s, R"(\u0085)"s, "\0"s,
        "\t"s, "a\nb"s, "\x01"s, "\x7f"s, "\xC2\x85"s, R"(\"\\)"s + "\n"}) {
    for (const auto& more :
         {",\"title\":\"" + text + "\"", ",\"x\":\"" + text + "\"", ",\"" + text + "\":1",
          ",\"x\":{\"y\":[\"" + text + "\"]}", ",\"x\":{\"" + text + "\":1}"}) {
      EXPECT_THAT(parse(body_with(more)), RefusedAs(Code::control_character)) << more;
    }
  }
}

TEST(Message, TakesLineBreaksBetweenItsTokens) {
  EXPECT_TRUE(parse("\r\n{\t\"type\" :\n\"view\",\"url\":\"a\"\n}\n"));
}

TEST(Message, CutsLongDisplayTextsBetweenCharacters) {
  const std::string letters(10000, 'a');
  std::string umlauts = "a";
  while (umlauts.size() < 10000) umlauts += "ü";
  for (const auto* key : {"title", "section", "author", "published"}) {
    EXPECT_TRUE(parse(body_with(",\""s + key + "\":\"" + letters + "\""))) << key;
  }
  EXPECT_EQ(taken(body_with(",\"title\":\"" + letters + "\"")).title.size(), kMaxDisplayText);
  EXPECT_EQ(taken(body_with(",\"section\":\"" + umlauts + "\"")).section, umlauts.substr(0, 511));
  EXPECT_EQ(taken(body_with(",\"referrer\":\"" + letters + "\"")).referrer.size(), kMaxUrl);
  EXPECT_EQ(taken(body_with(",\"query\":\"" + letters + "\"")).query.size(), kMaxQuery);
}

TEST(Message, NeitherCutsNorJudgesTheUrl) {
  const auto url = "gopher:" + std::string(3000, 'a');
  EXPECT_EQ(taken(R"({"type":"view","url":")" + url + "\"}").url, url);
}

TEST(Message, BoundsTheIdOfAView) {
  const std::string id(kMaxViewId, 'a');
  EXPECT_EQ(taken(body_with(",\"view\":\"" + id + "\"")).view, id);
  EXPECT_THAT(parse(body_with(",\"view\":\"" + id + "a\"")), RefusedAs(Code::bad_parameter));
}

TEST(Message, RefusesTypesItDoesNotKnow) {
  for (const auto* type : {"engaged", "events", "View", "", "views"}) {
    const auto body = R"({"url":"https://news.example/a","engaged":12,"type":")"s + type + "\"}";
    EXPECT_THAT(parse(body), RefusedAs(Code::unknown_type)) << type;
  }
  EXPECT_THAT(parse("{}"), RefusedAs(Code::unknown_type));
  EXPECT_THAT(parse(R"({"url":"https://news.example/a"})"), RefusedAs(Code::unknown_type));
}

TEST(Message, RefusesAMissingUrl) {
  EXPECT_THAT(parse(R"({"type":"view"})"), RefusedAs(Code::missing_url));
  EXPECT_THAT(parse(R"({"type":"view","url":""})"), RefusedAs(Code::missing_url));
}

}  // namespace
}  // namespace readcount::ping
