#include "cli/text.hpp"
#include "fake_server.hpp"

#include <gtest/gtest.h>

namespace readcount::cli {
namespace {

/// An answer with these times and values.
std::string series(const std::string& step, const std::string& rows) {
  return R"({"site":"news.example","metric":"views","step":")" + step +
         R"(","tz":"Europe/Istanbul","from":"A","to":"B","rows":[)" + rows + "]}";
}

std::string row(const std::string& time, int value) {
  return R"({"time":")" + time + R"(","value":)" + std::to_string(value) + '}';
}

class SeriesCommand : public testing::Test, protected FakeServer {};

TEST_F(SeriesCommand, ShowsDaysAndAPictureOfThem) {
  answers(series("day", row("2026-11-01T00:00:00+03:00", 0) + ',' +
                            row("2026-11-02T00:00:00+03:00", 1234) + ',' +
                            row("2026-11-03T00:00:00+03:00", 600)));
  EXPECT_EQ(run({"series", "--step", "day", "--period", "7d", "--tz", "Europe/Istanbul"}).out,
            "news.example, A to B\n"
            "time        views\n"
            "2026-11-01      0\n"
            "2026-11-02  1,234\n"
            "2026-11-03    600\n"
            "\n"
            "▁█▅\n"
            "1,834 in all, most in 2026-11-02: 1,234\n");
  EXPECT_EQ(asked[0].target, "/v1/series?period=7d&step=day&tz=Europe%2FIstanbul");
}

TEST_F(SeriesCommand, TellsTheTwoHoursOfAClockThatGoesBackApart) {
  answers(series("hour", row("2026-10-25T02:00:00+02:00", 1) + ',' +
                             row("2026-10-25T02:00:00+01:00", 2) + ',' +
                             row("2026-10-25T02:00:00Z", 2)));
  const auto out = run({"series"}).out;
  EXPECT_NE(out.find("2026-10-25 02:00 +02:00      1\n"), std::string::npos) << out;
  EXPECT_NE(out.find("2026-10-25 02:00 +01:00      2\n"), std::string::npos) << out;
  EXPECT_NE(out.find("2026-10-25 02:00 UTC         2\n"), std::string::npos) << out;
}

TEST_F(SeriesCommand, ShowsMonthsAsMonths) {
  answers(series("month", row("2026-10-01T00:00:00Z", 1)));
  EXPECT_NE(run({"series"}).out.find("\n2026-10      1\n"), std::string::npos);
}

TEST_F(SeriesCommand, KeepsWholeTimesInCsvAndDrawsNothingThere) {
  const auto body = series("day", row("2026-11-01T00:00:00+03:00", 1234));
  answers(body);
  EXPECT_EQ(run({"--output", "csv", "series"}).out, "time,value\n2026-11-01T00:00:00+03:00,1234\n");
  answers(body);
  EXPECT_EQ(run({"--output", "plain", "series"}).out, "1234\n");
  answers(body);
  EXPECT_EQ(run({"--output", "json", "series"}).out, body + '\n');
}

TEST_F(SeriesCommand, FitsTheTerminal) {
  std::string rows = row("2026-11-01T00:00:00Z", 0);
  for (int i = 1; i < 200; ++i) rows += ',' + row("2026-11-01T00:00:00Z", i);
  screen.width = 40;
  answers(series("minute", rows));
  std::istringstream lines(run({"series"}).out);
  std::size_t widest = 0;
  for (std::string line; std::getline(lines, line);) widest = std::max(widest, width_of(line));
  EXPECT_EQ(widest, 40U);
}

TEST_F(SeriesCommand, SaysWhenThereIsNothing) {
  answers(series("day", ""));
  EXPECT_EQ(run({"series"}).out, "news.example, A to B\ntime  views\n");
  answers(series("day", row("2026-11-01T00:00:00Z", 0)));
  const auto out = run({"series"}).out;
  EXPECT_TRUE(out.ends_with("\n▁\n0 in all\n")) << out;
}

TEST_F(SeriesCommand, TakesTimesAsTheyComeWhenTheyAreOdd) {
  answers(series("day", row("now", 1) + R"(,{"time":null,"value":null},{})"));
  const auto out = run({"series"}).out;
  EXPECT_NE(out.find("\nnow       1\n-         -\n-         -\n"), std::string::npos) << out;
}

}  // namespace
}  // namespace readcount::cli
