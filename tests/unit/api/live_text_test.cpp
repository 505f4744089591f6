#include "api/live_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace readcount::api {
namespace {

pipeline::LiveSite site() {
  pipeline::LiveSite site;
  site.live = 5;
  site.views = 230;
  site.rows.push_back({{"/a", "One\n\"two\"", "world", "A. Writer", 3}, 200, true});
  site.rows.push_back({{"/b", {}, {}, {}, 2}, 0, true});
  return site;
}

query::Question question(std::size_t limit, std::string name = "news.example") {
  query::Question question;
  question.subject.site = std::move(name);
  question.limit = limit;
  return question;
}

TEST(LiveText, NamesWhatWasAskedAndWhoReads) {
  EXPECT_EQ(live_json(question(10), site()),
            R"({"site":"news.example","limit":10,"live":5,"views":230,"rows":[)"
            R"({"path":"/a","url":"https://news.example/a","title":"One\u000a\"two\"",)"
            R"("section":"world","author":"A. Writer","value":3,"views":200},)"
            R"({"path":"/b","url":"https://news.example/b","title":"","section":"",)"
            R"("author":"","value":2,"views":0}]})");
}

TEST(LiveText, NamesAnArticleOfThisMachineAsListsDo) {
  EXPECT_THAT(live_json(question(10, "localhost"), site()),
              testing::HasSubstr("\"url\":\"http://localhost/a\""));
}

TEST(LiveText, HasNoMoreRowsThanAskedFor) {
  EXPECT_THAT(live_json(question(1), site()), testing::Not(testing::HasSubstr("/b")));
  EXPECT_THAT(live_json(question(1000), pipeline::LiveSite()), testing::EndsWith("\"rows\":[]}"));
}

TEST(LiveText, IsAnEventOnOneLine) {
  const auto json = live_json(question(10), site());
  const auto id = event_id(json);
  EXPECT_EQ(live_event(id, json), "id: " + id + "\nevent: live\ndata: " + json + "\n\n");
  EXPECT_EQ(json.find('\n'), json.npos);
}

TEST(LiveText, GivesTheSameStateTheSameId) {
  const auto json = live_json(question(10), site());
  EXPECT_EQ(event_id(json), event_id(live_json(question(10), site())));
  auto other = site();
  other.live = 6;
  EXPECT_NE(event_id(json), event_id(live_json(question(10), other)));
  EXPECT_EQ(event_id("").size(), 16U);
}

}  // namespace
}  // namespace readcount::api
