#include "dump/part.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace readcount::dump {
namespace {

using testing::HasSubstr;

const std::string kId(32, 'a');
const std::string kHeader =
    "{\"readcount\":\"export\",\"format\":1,\"id\":\"" + kId + "\",\"site\":\"\",\"time\":\"\"}\n";
const std::string kLine =
    "{\"site\":\"news.example\",\"subject\":\"/a\",\"kind\":\"totals\",\"values\":{\"v\":3}}\n";

std::string refusal(const std::string& text, std::uint64_t first = 1, std::string id = {}) {
  const auto part = read_part(text, first, std::move(id));
  return part ? "" : std::string(name_of(part.error().code)) + ": " + part.error().detail;
}

TEST(DumpPart, NumbersItsLines) {
  const auto part = read_part(kHeader + kLine + kLine + "{\"end\":4}\n", 1, {});
  ASSERT_TRUE(part) << part.error().detail;
  EXPECT_EQ(part->id, kId);
  EXPECT_EQ(part->last, 4U);
  ASSERT_EQ(part->lines.size(), 2U);
  EXPECT_EQ(part->lines[1].number, 3U);
  EXPECT_EQ(part->lines[1].line.values, (Values{{"v", "3"}}));
}

TEST(DumpPart, GoesOnInTheMiddleOfAFile) {
  const auto part = read_part(kLine, 100, kId);
  ASSERT_TRUE(part) << part.error().detail;
  EXPECT_EQ(part->last, 100U);
  EXPECT_EQ(part->lines.front().number, 100U);
}

TEST(DumpPart, NamesTheLineThatIsNone) {
  EXPECT_THAT(refusal(kHeader + kLine + "{\"site\"\n" + kLine), HasSubstr("bad-line: line 3: "));
  EXPECT_THAT(refusal(kHeader + kLine + "\n"), HasSubstr("line 3: it is not JSON"));
  EXPECT_THAT(refusal(kHeader + kLine + "[]\n"), HasSubstr("line 3: it is no JSON object"));
  EXPECT_THAT(refusal("{}\n", 70, kId), HasSubstr("line 70: \"kind\" is none"));
  EXPECT_THAT(refusal(kHeader + kLine.substr(0, kLine.size() - 1)),
              HasSubstr("line 2: it has no newline"));
  EXPECT_THAT(refusal(kHeader + std::string(kMaxLine + 1, ' ') + "\n"),
              HasSubstr("line 2: it is longer"));
}

TEST(DumpPart, RefusesValuesThatCannotBe) {
  const auto with = [](const std::string& values) {
    return kHeader +
           "{\"site\":\"news.example\",\"subject\":\"/a\",\"kind\":\"totals\",\"values\":" +
           values + "}\n";
  };
  EXPECT_EQ(refusal(with("{\"v\":3}")), "");
  for (const auto* values : {"{}", "[]", "{\"v\":\"3\"}", "{\"v\":-3}", "{\"v\":1.5}",
                             "{\"v\":18446744073709551615}", "{\"x\":3}", "{\"v\":null}"}) {
    EXPECT_THAT(refusal(with(values)), HasSubstr("line 2: ")) << values;
  }
}

TEST(DumpPart, RefusesAFileThatIsNoExport) {
  EXPECT_THAT(refusal(kLine), HasSubstr("line 1: the file does not begin as an export does"));
  EXPECT_THAT(refusal("{\"readcount\":\"export\",\"format\":2,\"id\":\"" + kId + "\"}\n"),
              HasSubstr("line 1: it is of another format"));
  EXPECT_THAT(refusal("{\"readcount\":\"export\",\"format\":1,\"id\":\"x\"}\n"),
              HasSubstr("line 1: \"id\""));
  EXPECT_THAT(refusal(kHeader, 1, std::string(32, 'b')), HasSubstr("line 1: \"id\""));
  EXPECT_THAT(refusal(kLine, 2), HasSubstr("bad-parameter"));
  EXPECT_THAT(refusal(kLine, 0, kId), HasSubstr("bad-parameter"));
  EXPECT_THAT(refusal(""), HasSubstr("missing-parameter"));
}

TEST(DumpPart, RefusesAnEndThatIsNotTheEnd) {
  EXPECT_THAT(refusal(kHeader + kLine + "{\"end\":4}\n"), HasSubstr("line 3: "));
  EXPECT_THAT(refusal(kHeader + "{\"end\":2}\n" + kLine), HasSubstr("line 3: nothing may stand"));
}

}  // namespace
}  // namespace readcount::dump
