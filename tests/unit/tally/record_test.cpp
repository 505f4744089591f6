#include "tally/record.hpp"

#include "fixtures.hpp"

#include <gtest/gtest.h>

namespace readcount::tally {
namespace {

using testing::article;
using testing::engage;
using testing::kNoon;
using testing::repeat;
using testing::view;

std::string encoded(const Record& record) {
  std::string payload;
  encode(record, payload);
  return payload;
}

TEST(Record, ComesBackAsItWas) {
  auto new_reader = view("/a", 7);
  new_reader.new_reader = true;
  new_reader.is_new = true;
  for (const auto& record : {view("/a", 0xfedcba9876543210), repeat("/b", 0), new_reader}) {
    const auto decoded = decode(encoded(record));
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->kind, RecordKind::view);
    EXPECT_EQ(decoded->article, record.article);
    EXPECT_EQ(decoded->at, record.at);
    EXPECT_EQ(decoded->reader, record.reader);
    EXPECT_EQ(decoded->counted, record.counted);
    EXPECT_EQ(decoded->new_reader, record.new_reader);
    EXPECT_EQ(decoded->is_new, record.is_new);
    EXPECT_FALSE(decoded->about);
  }
}

TEST(Record, KeepsWhatAViewSaysOfItself) {
  auto record = view("/a", 7);
  record.view = 0x123456789abcdef0;
  record.section = "Politics";
  record.author = "(other)";
  record.sources = {"search.example", "search", "a / b / c", "phone", "DE", "de"};
  record.about = ping::Metadata{"A title", "Politics", "Jane Doe", ""};
  const auto decoded = decode(encoded(record));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->view, record.view);
  EXPECT_EQ(decoded->section, record.section);
  EXPECT_EQ(decoded->author, record.author);
  EXPECT_EQ(decoded->sources.referrer, "search.example");
  EXPECT_EQ(decoded->sources.channel, "search");
  EXPECT_EQ(decoded->sources.campaign, "a / b / c");
  EXPECT_EQ(decoded->sources.device, "phone");
  EXPECT_EQ(decoded->sources.country, "DE");
  EXPECT_EQ(decoded->sources.language, "de");
  ASSERT_TRUE(decoded->about);
  EXPECT_EQ(decoded->about->title, "A title");
  EXPECT_EQ(decoded->about->section, "Politics");
  EXPECT_EQ(decoded->about->author, "Jane Doe");
  EXPECT_EQ(decoded->about->published, "");
}

TEST(Record, KeepsAPageViewsProgress) {
  auto record = engage("/a", 10, 25, kNoon);
  record.progress.scroll_before = 25;
  record.progress.scroll = 100;
  record.progress.read = true;
  record.progress.completed = true;
  for (const bool is_view : {true, false}) {
    record.progress.is_view = is_view;
    const auto decoded = decode(encoded(record));
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->kind, RecordKind::engage);
    EXPECT_EQ(decoded->progress.began, kNoon);
    EXPECT_EQ(decoded->progress.engaged_before, 10U);
    EXPECT_EQ(decoded->progress.engaged, 25U);
    EXPECT_EQ(decoded->progress.scroll_before, 25U);
    EXPECT_EQ(decoded->progress.scroll, 100U);
    EXPECT_EQ(decoded->progress.is_view, is_view);
    EXPECT_TRUE(decoded->progress.read);
    EXPECT_TRUE(decoded->progress.completed);
  }
}

TEST(Record, KeepsAnEventsName) {
  auto record = view("/a", 7);
  record.kind = RecordKind::event;
  record.event = "share";
  const auto decoded = decode(encoded(record));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->kind, RecordKind::event);
  EXPECT_EQ(decoded->event, "share");
  EXPECT_FALSE(decoded->counted);
}

TEST(Record, KeepsWhenItHappenedIfItWasToldAfterwards) {
  auto record = view("/a", 7);
  EXPECT_FALSE(decode(encoded(record))->past);
  record.past = kNoon - std::chrono::hours{1000};
  const auto decoded = decode(encoded(record));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->past, record.past);
  EXPECT_EQ(decoded->at, kNoon);
  EXPECT_EQ(decoded->counts_at(), *record.past);
}

TEST(Record, KeepsAStartValue) {
  Record record;
  record.kind = RecordKind::start;
  record.article = article("/a");
  record.at = kNoon;
  record.start = {1, 2, 3, 4, 5, 1'000'000'000'000};
  const auto decoded = decode(encoded(record));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->kind, RecordKind::start);
  EXPECT_EQ(decoded->article, record.article);
  EXPECT_EQ(decoded->at, kNoon);
  EXPECT_EQ(decoded->start, record.start);
}

TEST(Record, KeepsWhatIsErasedAndWhereItIsListed) {
  Record record;
  record.kind = RecordKind::erase;
  record.article = article("/a");
  record.section = "Politics";
  record.author = "Jane Doe";
  const auto decoded = decode(encoded(record));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->kind, RecordKind::erase);
  EXPECT_EQ(decoded->section, "Politics");
  EXPECT_EQ(decoded->author, "Jane Doe");
}

TEST(Record, KeepsIntoWhatAnArticleIsMerged) {
  Record record;
  record.kind = RecordKind::merge;
  record.article = article("/a");
  record.into = "/b";
  const auto decoded = decode(encoded(record));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->kind, RecordKind::merge);
  EXPECT_EQ(decoded->into, "/b");
}

TEST(Record, KeepsThePathThatWasToldWhereAnotherStandsForIt) {
  auto record = view("(other)", 7);
  EXPECT_EQ(decode(encoded(record))->told, "");
  record.told = "/a";
  const auto decoded = decode(encoded(record));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->told, "/a");
  EXPECT_EQ(decoded->article, article("(other)"));
}

TEST(Record, KeepsATimeBeforeTheEpoch) {
  const Time before{std::chrono::milliseconds{-5}};
  EXPECT_EQ(decode(encoded(view("/a", 1, before)))->at, before);
}

TEST(Record, IsNothingWhenItIsCutAnywhereButBetweenFields) {
  auto record = view("/a", 1);
  record.section = "Politics";
  const auto without_section = encoded(view("/a", 1)).size();
  const auto whole = encoded(record);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto decoded = decode(std::string_view(whole).substr(0, size));
    EXPECT_EQ(decoded.has_value(), size == without_section) << size;
  }
}

TEST(Record, SkipsAFieldOfALaterVersion) {
  const auto payload = encoded(view("/a", 1)) + std::string("\xf0\x03\0xyz", 6);
  const auto decoded = decode(payload);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->article, article("/a"));
}

TEST(Record, IsNothingForAKindThatIsNotKnown) {
  auto payload = encoded(view("/a", 1));
  for (const char kind : {'\0', '\12'}) {
    payload[0] = kind;
    EXPECT_FALSE(decode(payload));
  }
}

}  // namespace
}  // namespace readcount::tally
