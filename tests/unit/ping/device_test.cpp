#include "ping/device.hpp"

#include <gtest/gtest.h>

namespace readcount::ping {
namespace {

void expect(std::string_view device, std::initializer_list<const char*> agents) {
  for (const auto* agent : agents) EXPECT_EQ(device_of(agent, ""), device) << agent;
}

TEST(DeviceOf, KnowsDesktops) {
  expect(
      "desktop",
      {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
       "Chrome/126.0.0.0 Safari/537.36",
       "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
       "Version/17.5 Safari/605.1.15",
       "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
       "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) "
       "Chrome/126.0.0.0 Safari/537.36",
       "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0; Tablet PC 2.0)"});
}

TEST(DeviceOf, KnowsPhones) {
  expect(
      "phone",
      {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
       "Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
       "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
       "Chrome/126.0.0.0 Mobile Safari/537.36",
       "Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0",
       "Mozilla/5.0 (Mobile; Nokia_8110_4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5",
       "Mozilla/5.0 (compatible; MSIE 10.0; Windows Phone 8.0; Trident/6.0; IEMobile/10.0)",
       "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1; U; en) Presto/2.12 Mobi"});
}

TEST(DeviceOf, KnowsTablets) {
  expect("tablet",
         {"Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
          "Version/12.1 Mobile/15E148 Safari/604.1",
          "Mozilla/5.0 (Linux; Android 13; SM-X700) AppleWebKit/537.36 (KHTML, like Gecko) "
          "Chrome/126.0.0.0 Safari/537.36",
          "Mozilla/5.0 (Android 14; Tablet; rv:127.0) Gecko/127.0 Firefox/127.0",
          "Mozilla/5.0 (Linux; U; en-us; Kindle Fire) AppleWebKit/537.36 Silk/3.4"});
}

TEST(DeviceOf, KnowsTelevisions) {
  expect(
      "tv",
      {"Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) "
       "76.0.3809.146/6.0 TV Safari/537.36",
       "Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 Chrome/79.0 Safari/537.36",
       "Mozilla/5.0 (Linux; Android 9; AFTMM) AppleWebKit/537.36 Chrome/126.0 Safari/537.36",
       "Mozilla/5.0 (Linux; Android 10; BRAVIA 4K VH2) AppleWebKit/537.36 Mobile Safari/537.36",
       "Mozilla/5.0 (X11; Linux aarch64) AppleWebKit/537.36 Chrome/114.0 Safari/537.36 CrKey/1.56",
       "Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox One) AppleWebKit/537.36 Edge/44.18",
       "Mozilla/5.0 (PlayStation; PlayStation 5/6.00) AppleWebKit/605.1.15 Safari/605.1.15"});
}

TEST(DeviceOf, IsOtherForWhatSaysNothing) {
  expect("other", {"", "curl/8.5.0", "MyReader/4.1 CFNetwork/1494 Darwin/23.4.0", "(", ")(", "()",
                   "Mozilla/5.0 (PlayStation Vita 3.74) AppleWebKit/537.73 Silk/3.2"});
}

TEST(DeviceOf, BelievesTheHeaderWhereTheAgentIsSilent) {
  constexpr auto kAsDesktop = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0.0.0";
  EXPECT_EQ(device_of(kAsDesktop, "?1"), "phone");
  EXPECT_EQ(device_of(kAsDesktop, "?0"), "desktop");
  EXPECT_EQ(device_of("", "?1"), "phone");
  EXPECT_EQ(device_of("Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X)", "?1"), "tablet");
}

}  // namespace
}  // namespace readcount::ping
