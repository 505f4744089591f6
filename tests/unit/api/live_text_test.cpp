#include "api/live_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace readcount::api {
namespace {

pipeline::LiveSite site() {
  pipeline::LiveSite site;
  site.live = 5;
  site.views = 230;
  site.rows.push_back({{"news.example", "/a"}, 3, {"One\n\"two\"", "world", "A. Writer", 200}});
  site.rows.push_back({{"news.example", "/b"}, 2, {}});
  return site;
}

TEST(LiveText, NamesWhatWasAskedAndWhoReads) {
  EXPECT_EQ(live_json({"news.example", 10}, site()),
            R"({"site":"news.example","limit":10,"live":5,"views":230,"rows":[)"
            R"({"path":"/a","url":"https://news.example/a","title":"One\u000a\"two\"",)"
            R"("section":"world","author":"A. Writer","value":3,"views":200},)"
            R"({"path":"/b","url":"https://news.example/b","title":"","section":"",)"
            R"("author":"","value":2,"views":0}]})");
}

TEST(LiveText, HasNoMoreRowsThanAskedFor) {
  EXPECT_THAT(live_json({"news.example", 1}, site()), testing::Not(testing::HasSubstr("/b")));
  EXPECT_THAT(live_json({"news.example", 1000}, {}), testing::EndsWith("\"rows\":[]}"));
}

TEST(LiveText, IsAnEventOnOneLine) {
  const auto json = live_json({"news.example", 10}, site());
  const auto id = event_id(json);
  EXPECT_EQ(live_event(id, json), "id: " + id + "\nevent: live\ndata: " + json + "\n\n");
  EXPECT_EQ(json.find('\n'), json.npos);
}

TEST(LiveText, GivesTheSameStateTheSameId) {
  const auto json = live_json({"news.example", 10}, site());
  EXPECT_EQ(event_id(json), event_id(live_json({"news.example", 10}, site())));
  auto other = site();
  other.live = 6;
  EXPECT_NE(event_id(json), event_id(live_json({"news.example", 10}, other)));
  EXPECT_EQ(event_id("").size(), 16U);
}

}  // namespace
}  // namespace readcount::api
