#include "ping/crawler.hpp"

#include <gtest/gtest.h>

#include <string>

namespace readcount::ping {
namespace {

constexpr auto kBingbot =
    "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/120.0.0.0 Mobile Safari/537.36 (compatible; bingbot/2.0)";
constexpr auto kChrome =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/119.0.0.0 Safari/537.36";
constexpr auto kSafari =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, "
    "like Gecko) Version/17.1 Mobile/15E148 Safari/604.1";
constexpr auto kCubot =
    "Mozilla/5.0 (Linux; Android 8.1.0; CUBOT_X18_Plus) AppleWebKit/537.36 (KHTML, like "
    "Gecko) Chrome/90.0.4430.91 Mobile Safari/537.36";
constexpr auto kHeadless =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "HeadlessChrome/119.0.0.0 Safari/537.36";

TEST(DeclaredCrawler, IsFoundInAllItsKinds) {
  for (const auto* user_agent : {
           "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
           kBingbot,
           "Mozilla/5.0 (compatible; YandexBot/3.0)",
           "Mozilla/5.0 (compatible; Yahoo! Slurp)",
           "Baiduspider",
           "GPTBot",
           "ROBOTS",
           "some_bot_version_2",
           "my robots checker",
           "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ChatGPT-User/1.0)",
           "facebookexternalhit/1.1",
           "WhatsApp/2.23.20.0 A",
           "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
           "Mediapartners-Google",
           "Mozilla/5.0 (compatible; archive.org_bot)",
           "Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)",
           "UptimeRobot/2.0",
           "FeedFetcher-Google",
           "NewReader/1.0 (+https://reader.example/about)",
           "Screaming Frog SEO Spider/19.0",
           "cUrL-like CrAwLeR",
           "cubot and Googlebot",
       }) {
    EXPECT_TRUE(is_declared_crawler(user_agent)) << user_agent;
  }
}

TEST(DeclaredCrawler, IsNoReadersBrowser) {
  for (const auto* user_agent : {
           kChrome,
           kSafari,
           "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:120.0) Gecko/20100101 Firefox/120.0",
           kCubot,
           "CUBOT",
           "Mozilla/5.0 (Linux; Android 9; CUBOT NOTE 7) AppleWebKit/537.36",
           "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 [FBAN/FB4A;FBAV/440.0.0.0;]",
           "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 [Pinterest/Android]",
           "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 DuckDuckGo/5 Safari/537.36",
           "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 YaBrowser/23.9 Safari/537.36",
           "Bottle/1.0 (both)",
       }) {
    EXPECT_FALSE(is_declared_crawler(user_agent)) << user_agent;
  }
}

TEST(DeclaredCrawler, IsNoToolThatDeclaresNothing) {
  for (const auto* user_agent : {"", "b", "bo", "curl/8.1.2", "Wget/1.21.3",
                                 "python-requests/2.31.0", "Go-http-client/1.1", kHeadless}) {
    EXPECT_FALSE(is_declared_crawler(user_agent)) << user_agent;
  }
}

TEST(DeclaredCrawler, IsFoundAtEveryPlace) {
  for (std::size_t before = 0; before < 20; ++before) {
    EXPECT_TRUE(is_declared_crawler(std::string(before, 'x') + "bot"));
    EXPECT_TRUE(is_declared_crawler(std::string(before, ' ') + "Crawl" + std::string(before, 'x')));
  }
}

TEST(DeclaredCrawler, IsNotConfusedByAnyBytes) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  EXPECT_FALSE(is_declared_crawler(bytes));
  EXPECT_FALSE(is_declared_crawler("\x42\x8F\x94"));
}

}  // namespace
}  // namespace readcount::ping
