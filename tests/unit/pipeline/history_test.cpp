#include "story.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <spdlog/spdlog.h>

#include <ostream>
#include <vector>

namespace readcount::pipeline::testing {
namespace {

using namespace std::chrono_literals;
using Fate = StoreModel::Fate;

enum class Event {
  ping,
  set_aside,
  flood,
  moment,
  while_passes,
  crash,
  restart,
  away,
  back,
  cut,
  fate,
  snapshot,
  roll_back,
  roll_back_partly,
  retention
};

/// One thing that happens to a daemon or its store.
struct Turn {
  Event event = Event::ping;
  std::uint32_t value = 0;  // which, how many: as the event needs it
};

std::ostream& operator<<(std::ostream& out, const Turn& turn) {
  const char* names[] = {
      "ping",     "set_aside", "flood", "moment", "while",    "crash",     "restart",
      "away",     "back",      "cut",   "fate",   "snapshot", "roll_back", "roll_back_partly",
      "retention"};
  return out << names[static_cast<int>(turn.event)] << ' ' << turn.value;
}

rc::Gen<Turn> a_turn() {
  const auto event = rc::gen::weightedElement<Event>({{12, Event::ping},
                                                      {6, Event::set_aside},
                                                      {1, Event::flood},
                                                      {10, Event::moment},
                                                      {3, Event::while_passes},
                                                      {2, Event::crash},
                                                      {1, Event::restart},
                                                      {2, Event::away},
                                                      {3, Event::back},
                                                      {2, Event::cut},
                                                      {5, Event::fate},
                                                      {5, Event::snapshot},
                                                      {3, Event::roll_back},
                                                      {3, Event::roll_back_partly},
                                                      {1, Event::retention}});
  return rc::gen::apply(
      [](Event kind, std::uint32_t value) {
        return Turn{kind, value};
      },
      event, rc::gen::inRange<std::uint32_t>(0, 1U << 16U));
}

void take(Story& story, const Turn& turn) {
  const auto value = turn.value;
  switch (turn.event) {
    case Event::ping:
      return story.ping(value, 1 + value / 8 % 8);
    case Event::set_aside:
      return story.set_aside(value, 1 + value / 8 % 8);
    case Event::flood:
      return story.flood();
    case Event::moment:
      return story.pass(20ms * (1 + value % 16));
    case Event::while_passes:
      return story.pass(8s);
    case Event::crash:
      return story.crash();
    case Event::restart:
      return story.restart();
    case Event::away:
      return story.store().set_away();
    case Event::back:
      return story.store().set_back();
    case Event::cut:
      return story.store().cut();
    case Event::fate: {
      const Fate fates[] = {Fate::lost_before, Fate::lost_after, Fate::lost_half_way, Fate::late,
                            Fate::half_refused};
      return story.store().fate_of_next(fates[value % 5], value / 8 % 6);
    }
    case Event::snapshot:
      return story.remember_store();
    case Event::roll_back:
    case Event::roll_back_partly:
      // A store that was put back with or without its connections being lost.
      if (value % 2 == 0) story.store().cut();
      if (turn.event == Event::roll_back) return story.roll_back(value, std::nullopt);
      return story.roll_back(value, value / 8 % 3);
    case Event::retention:
      return story.outlive_retention();
  }
}

TEST(PipelineHistory, WhatArrivesLateFromACrashedRunIsCountedOnce) {
  spdlog::set_level(spdlog::level::off);
  Story story(1000);
  story.pass(4s);
  story.ping(0, 1);
  story.store().fate_of_next(Fate::late, 0);
  story.pass(240ms);  // flushed, and lost on the way
  story.ping(0, 1);
  story.crash();  // the next run reads the markers, and then it arrives
  EXPECT_EQ(story.complaint_at_the_end(), "");
}

/// Three views of one article, and one of another: what was applied is retained no longer, but the
/// newest segment, which is of the other.
void outlive_all_but_the_newest(Story& story) {
  for (int i = 0; i < 3; ++i) {
    story.ping(1, 1);
    story.pass(1s);
  }
  story.ping(2, 1);
  story.pass(4s);
  story.outlive_retention();
}
constexpr double kOfThree = 6;  // records: a view and a second each

const auto kOfTheArticle = tally::partition_of({"two.example", "/1"});
const auto kOfTheOther = tally::partition_of({"two.example", "/2"});

TEST(PipelineHistory, WhatAPartitionLostBeyondTheJournalIsToldOnce) {
  spdlog::set_level(spdlog::level::off);
  Story story(65);  // a segment a batch
  outlive_all_but_the_newest(story);
  EXPECT_EQ(story.lost(), 0);
  story.store().data.partitions.erase(kOfTheArticle);
  story.pass(8s);
  EXPECT_EQ(story.lost(), kOfThree);
  story.store().data.partitions.erase(kOfTheOther);
  story.pass(8s);
  story.crash();
  story.pass(20s);
  EXPECT_EQ(story.lost(), kOfThree);
}

TEST(PipelineHistory, WhatIsLostIsToldOnceThoughTheStoreGoesBackBeforeItHeardOfIt) {
  spdlog::set_level(spdlog::level::off);
  Story story(65);
  outlive_all_but_the_newest(story);
  story.store().data.partitions.erase(kOfTheArticle);
  story.store().fate_of_next(Fate::lost_before, 0);
  for (int i = 0; i < 400 && story.lost() == 0; ++i) story.pass(20ms);
  EXPECT_EQ(story.lost(), kOfThree);
  story.store().data.partitions.erase(kOfTheOther);
  story.pass(8s);
  EXPECT_EQ(story.lost(), kOfThree);
}

TEST(PipelineHistory, WhatIsNotUnderstoodOfAnEarlierRunIsToldOnce) {
  spdlog::set_level(spdlog::level::off);
  Story story(1000);
  story.leave_a_strange_record({"two.example", "/1"});
  story.crash();
  story.pass(8s);
  EXPECT_EQ(story.lost(), 1);
  story.store().data.partitions.erase(kOfTheArticle);
  story.store().cut();
  story.pass(20s);
  EXPECT_EQ(story.store().totals({"two.example", "/1"}).views, 1U) << "it was settled once more";
  EXPECT_EQ(story.lost(), 1);
}

RC_GTEST_PROP(PipelineHistory, WhateverHappensTheStoreHoldsEveryKeptPingOnce, ()) {
  spdlog::set_level(spdlog::level::off);
  Story story(*rc::gen::inRange<std::uint64_t>(65, 2000));
  story.remember_store();  // an empty one
  const auto turns = *rc::gen::container<std::vector<Turn>>(a_turn());
  for (const auto& turn : turns) take(story, turn);
  const auto complaint = story.complaint_at_the_end();
  RC_LOG() << complaint;
  RC_ASSERT(complaint.empty());
}

}  // namespace
}  // namespace readcount::pipeline::testing
