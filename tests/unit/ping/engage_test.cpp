// The pings of a view that goes on: types engage and event, and the numbers they carry.

#include "ping/message.hpp"
#include "refused.hpp"

#include <gtest/gtest.h>

#include <string>

namespace readcount::ping {
namespace {

using namespace std::string_literals;

/// An engage with `numbers` as its further members.
std::string engage(const std::string& numbers) {
  return R"({"type":"engage","url":"https://news.example/a","view":"v1")" + numbers + "}";
}

Message taken(const std::string& body) {
  auto message = parse(body);
  EXPECT_TRUE(message) << message.error().detail << "\nin " << body;
  return message ? std::move(*message) : Message{};
}

TEST(Engage, IsReadWithItsNumbers) {
  const auto message = taken(engage(R"(,"engaged":42,"reported":30,"scroll":75)"));
  EXPECT_EQ(message.kind, Kind::engage);
  EXPECT_EQ(message.view, "v1");
  EXPECT_EQ(message.engagement.engaged, 42U);
  EXPECT_EQ(message.engagement.reported, 30U);
  EXPECT_EQ(message.engagement.scroll, 75U);
}

TEST(Engage, NeedsOnlyViewAndEngaged) {
  const auto message = taken(engage(R"(,"engaged":0)"));
  EXPECT_EQ(message.engagement.reported, 0U);
  EXPECT_EQ(message.engagement.scroll, 0U);
  EXPECT_THAT(parse(engage("")), RefusedAs(Code::missing_parameter));
  for (const auto* view : {"", R"(,"view":"")"}) {
    EXPECT_THAT(
        parse(R"({"type":"engage","url":"https://news.example/a","engaged":1)"s + view + "}"),
        RefusedAs(Code::missing_parameter));
  }
}

TEST(Engage, TakesEveryWayOfWritingAWholeNumber) {
  for (const auto* twelve : {"12", "12.0", "1.2e1", "1200E-2"}) {
    EXPECT_EQ(taken(engage(",\"engaged\":"s + twelve)).engagement.engaged, 12U) << twelve;
  }
  EXPECT_EQ(taken(engage(R"(,"engaged":86400,"reported":86400)")).engagement.reported, 86400U);
  EXPECT_EQ(taken(engage(R"(,"engaged":-0)")).engagement.engaged, 0U);
}

TEST(Engage, RefusesNumbersThatNoPageCanHaveMeasured) {
  for (const auto* number :
       {"-1", "-0.5", "86401", "1e9", "1e308", "1e999", "4294967297", "1.5", "9223372036854775808",
        "-9223372036854775808", "18446744073709551616"}) {
    for (const auto* rest : {R"(,"reported":)", R"(,"reported":0,"engaged":)"}) {
      const auto body = engage(rest + ""s + number);
      EXPECT_THAT(parse(body), RefusedAs(Code::bad_parameter)) << body;
    }
  }
}

TEST(Engage, SaysWhichNumbersItTakes) {
  const auto refused = parse(engage(R"(,"engaged":86401)"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().detail, R"("engaged" must be whole seconds, from 0 to 86400 (a day))");
}

TEST(Engage, TakesOnlyTheFiveDepthsOfScrolling) {
  for (const auto* depth : {"0", "25", "50", "75", "100"}) {
    EXPECT_TRUE(parse(engage(R"(,"engaged":1,"scroll":)"s + depth))) << depth;
  }
  for (const auto* depth : {"250", "125", "10", "-25", "33", "25.5", "256"}) {
    EXPECT_THAT(parse(engage(R"(,"engaged":1,"scroll":)"s + depth)), RefusedAs(Code::bad_parameter))
        << depth;
  }
}

TEST(Engage, CannotHaveReportedMoreThanThereIs) {
  EXPECT_TRUE(parse(engage(R"(,"engaged":5,"reported":5)")));
  EXPECT_THAT(parse(engage(R"(,"engaged":5,"reported":6)")), RefusedAs(Code::bad_parameter));
  EXPECT_THAT(parse(engage(R"(,"reported":6,"engaged":5)")), RefusedAs(Code::bad_parameter));
}

TEST(Engage, RefusesAnythingButANumberForANumber) {
  for (const auto* value : {"\"12\"", "\"\"", "true", "null", "{}", "[12]"}) {
    for (const auto* key : {"engaged", "reported", "scroll"}) {
      const auto body = engage(",\""s + key + "\":" + value);
      EXPECT_THAT(parse(body), RefusedAs(Code::wrong_type)) << body;
    }
  }
}

TEST(Engage, LeavesNumbersBelowTheTopAlone) {
  EXPECT_EQ(taken(engage(R"(,"x":{"engaged":-1},"y":[-1],"engaged":3)")).engagement.engaged, 3U);
}

TEST(Event, HasAName) {
  const auto message =
      taken(R"({"type":"event","url":"https://news.example/a","name":"teilen ✓"})");
  EXPECT_EQ(message.kind, Kind::event);
  EXPECT_EQ(message.name, "teilen ✓");
  EXPECT_EQ(message.view, "");
}

TEST(Event, BoundsItsName) {
  const auto event = [](const std::string& name) {
    return R"({"type":"event","url":"https://news.example/a","name":")" + name + "\"}";
  };
  EXPECT_TRUE(parse(event(std::string(kMaxEventName, 'n'))));
  EXPECT_THAT(parse(event(std::string(kMaxEventName + 1, 'n'))), RefusedAs(Code::bad_parameter));
  EXPECT_THAT(parse(event("")), RefusedAs(Code::missing_parameter));
  EXPECT_THAT(parse(R"({"type":"event","url":"https://news.example/a"})"),
              RefusedAs(Code::missing_parameter));
}

TEST(EngageQuery, WritesItsNumbersInDigits) {
  const auto message = parse_query("type=engage&url=u&view=v&engaged=42&reported=30&scroll=50", "");
  ASSERT_TRUE(message);
  EXPECT_EQ(message->kind, Kind::engage);
  EXPECT_EQ(message->engagement.engaged, 42U);
  EXPECT_EQ(message->engagement.reported, 30U);
  EXPECT_EQ(message->engagement.scroll, 50U);
}

TEST(EngageQuery, RefusesWhatIsNoNumberOfItsOwn) {
  for (const auto* number : {"", "-1", "%2B1", "1.0", "1e1", "0x1", "1 ", "86401", "4294967297"}) {
    EXPECT_THAT(parse_query("type=engage&url=u&view=v&engaged="s + number, ""),
                RefusedAs(Code::bad_parameter))
        << number;
  }
}

}  // namespace
}  // namespace readcount::ping
