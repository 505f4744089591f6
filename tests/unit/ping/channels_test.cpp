#include "ping/channels.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace readcount::ping {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(Channels, KnowAHostAndThoseBelowIt) {
  const Channels channels("social host facebook.com t.co\n");
  EXPECT_EQ(channels.of_host("facebook.com"), Channel::social);
  EXPECT_EQ(channels.of_host("l.facebook.com"), Channel::social);
  EXPECT_EQ(channels.of_host("a.b.facebook.com"), Channel::social);
  EXPECT_EQ(channels.of_host("notfacebook.com"), std::nullopt);
  EXPECT_EQ(channels.of_host("reddit.co"), std::nullopt);
  EXPECT_EQ(channels.of_host("facebook.com.evil.example"), std::nullopt);
  EXPECT_EQ(channels.of_host("com"), std::nullopt);
  EXPECT_EQ(channels.of_host(""), std::nullopt);
}

TEST(Channels, LetTheLongestRuleCount) {
  const Channels channels("search host google.*\nmail host mail.google.com\n");
  EXPECT_EQ(channels.of_host("mail.google.com"), Channel::mail);
  EXPECT_EQ(channels.of_host("news.google.com"), Channel::search);
}

TEST(Channels, KnowAFamilyByItsEndings) {
  const Channels channels("search host google.*\n");
  for (const auto* host :
       {"google.com", "google.de", "google.com.tr", "google.co.uk", "images.google.fr"}) {
    EXPECT_EQ(channels.of_host(host), Channel::search) << host;
  }
  for (const auto* host :
       {"google", "google.evil.example", "google.blog.example.com", "mygoogle.com"}) {
    EXPECT_EQ(channels.of_host(host), std::nullopt) << host;
  }
}

TEST(Channels, KnowTagsInAnyCase) {
  const Channels channels("# rules\n\nmail  medium  email\nmail source newsletter\n");
  EXPECT_EQ(channels.of_medium("Email"), Channel::mail);
  EXPECT_EQ(channels.of_source("NEWSLETTER"), Channel::mail);
  EXPECT_EQ(channels.of_source("email"), std::nullopt);
  EXPECT_EQ(channels.of_medium(""), std::nullopt);
  EXPECT_EQ(channels.of_medium(std::string(1000, 'e')), std::nullopt);
}

TEST(Channels, RefuseRulesThatAreNone) {
  for (const auto* rules :
       {"socail host t.co", "social hots t.co", "social", "social host t.co t.co",
        "social host t.co\nother host t.co", "social host t.*\nmail host t.*"}) {
    EXPECT_THROW(Channels{rules}, std::invalid_argument) << rules;
  }
  EXPECT_THAT([] { Channels("social host a.example\nmail host a.example"); },
              ThrowsMessage<std::invalid_argument>(HasSubstr("mail host a.example")));
}

TEST(Channels, AreCompiledIn) {
  const auto& channels = built_in_channels();
  EXPECT_EQ(channels.of_host("google.com.tr"), Channel::search);
  EXPECT_EQ(channels.of_host("com.google.android.gm"), Channel::mail);
  EXPECT_EQ(channels.of_host("docs.google.com"), Channel::other);
  EXPECT_EQ(channels.of_host("t.co"), Channel::social);
  EXPECT_EQ(channels.of_medium("cpc"), Channel::campaign);
}

}  // namespace
}  // namespace readcount::ping
