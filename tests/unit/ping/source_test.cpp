#include "ping/source.hpp"

#include <gtest/gtest.h>

namespace readcount::ping {
namespace {

/// Sources of a view of an article of news.example.
Sources sources(Message message) {
  const Sites sites({{"news.example", {"m.news.example"}, {}}, {"blog.example", {}, {}}});
  if (message.url.empty()) message.url = "https://news.example/a";
  Sources into;
  note_source(message, "news.example", sites, into);
  return into;
}

Sources from(std::string referrer) {
  Message message;
  message.referrer = std::move(referrer);
  return sources(std::move(message));
}

Sources tagged(const std::string& query, std::string referrer = "") {
  Message message;
  message.url = "https://news.example/a?" + query;
  message.referrer = std::move(referrer);
  return sources(std::move(message));
}

TEST(NoteSource, IsDirectWithoutAPageBefore) {
  const auto view = from("");
  EXPECT_EQ(view.channel, "direct");
  EXPECT_EQ(view.referrer, "");
  EXPECT_EQ(view.campaign, "");
}

TEST(NoteSource, IsInternalFromAPageOfTheSite) {
  for (const auto* page : {"https://news.example/", "http://www.news.example:8080/b?c#d",
                           "https://m.news.example/b", "https://NEWS.example./"}) {
    EXPECT_EQ(from(page).channel, "internal") << page;
    EXPECT_EQ(from(page).referrer, "") << page;
  }
}

TEST(NoteSource, TakesAnotherSiteOfTheDaemonForAnyOther) {
  EXPECT_EQ(from("https://blog.example/").channel, "other");
  EXPECT_EQ(from("https://blog.example/").referrer, "blog.example");
}

TEST(NoteSource, NamesTheHostOfThePageBefore) {
  for (const auto* page : {"https://www.Elsewhere.example/a", "https://elsewhere.example:8443?b",
                           "http://me@elsewhere.example#c", "https://elsewhere.example."}) {
    EXPECT_EQ(from(page).referrer, "elsewhere.example") << page;
    EXPECT_EQ(from(page).channel, "other") << page;
  }
  EXPECT_EQ(from("http://[2001:db8::1]:80/").referrer, "[2001:db8::1]");
}

TEST(NoteSource, KnowsTheChannelOfAHost) {
  EXPECT_EQ(from("https://www.google.com/").channel, "search");
  EXPECT_EQ(from("https://www.google.com/").referrer, "google.com");
  EXPECT_EQ(from("https://l.facebook.com/l.php").channel, "social");
  EXPECT_EQ(from("https://mail.google.com/").channel, "mail");
  EXPECT_EQ(from("android-app://com.google.android.googlequicksearchbox/").channel, "search");
}

TEST(NoteSource, IsOtherWithoutAHostForAPageThatNamesNone) {
  for (const auto* page : {"elsewhere", "about:blank", "https://", "https:///a",
                           "https://b\xC3\xBC.example/", "https://a..b/", "https://[::1/"}) {
    EXPECT_EQ(from(page).referrer, "") << page;
    EXPECT_EQ(from(page).channel, "other") << page;
  }
  EXPECT_EQ(from("https://" + std::string(300, 'a') + "/").referrer, "");
}

TEST(NoteSource, NamesTheCampaignOfTheUrlAsSent) {
  EXPECT_EQ(tagged("utm_source=mail&utm_medium=email&utm_campaign=monday").campaign,
            "mail / email / monday");
  EXPECT_EQ(tagged("utm_campaign=monday#utm_source=x").campaign, "- / - / monday");
  EXPECT_EQ(tagged("id=1").campaign, "");
}

TEST(NoteSource, ReadsTheQueryOfAPageWhoseCanonicalLinkDroppedIt) {
  Message message;
  message.query = "?utm_source=spring";
  EXPECT_EQ(sources(message).campaign, "spring / - / -");
  message.query = "utm_source=spring";
  message.url = "https://news.example/a?utm_source=winter";
  EXPECT_EQ(sources(message).campaign, "spring / - / -");
}

TEST(NoteSource, LetsTheMediumBeatTheSourceAndThatThePageBefore) {
  constexpr auto kSearch = "https://www.google.com/";
  EXPECT_EQ(tagged("utm_medium=cpc&utm_source=facebook", kSearch).channel, "campaign");
  EXPECT_EQ(tagged("utm_medium=odd&utm_source=facebook", kSearch).channel, "social");
  EXPECT_EQ(tagged("utm_medium=odd&utm_source=odd", kSearch).channel, "search");
  EXPECT_EQ(tagged("utm_medium=cpc", kSearch).referrer, "google.com");
}

TEST(NoteSource, DoesNotTakeATaggedViewForDirect) {
  EXPECT_EQ(tagged("utm_source=leaflet").channel, "other");
}

TEST(NoteSource, CutsEachTagOfFourKilobytes) {
  const std::string huge(4096, 'x');
  const std::string most(64, 'x');
  const auto view = tagged("utm_source=" + huge + "&utm_medium=" + huge + "&utm_campaign=" + huge);
  EXPECT_EQ(view.campaign, most + " / " + most + " / " + most);
}

}  // namespace
}  // namespace readcount::ping
