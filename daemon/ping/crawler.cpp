#include "ping/crawler.hpp"

#include "ping/ascii.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace readcount::ping {
namespace {

/// Lower case. A user agent that holds one of these is a crawler's; three bytes at least; "bot" has
/// rules of its own.
constexpr std::string_view kMarks[] = {
    // words for it, and the sign by which most of them lead to their explanation
    "crawl",
    "spider",
    "slurp",
    "scraper",
    "+http",
    // search engines and their helpers
    "apis-google",
    "bingpreview",
    "duckduckgo-favicons",
    "google favicon",
    "google-adwords",
    "google-inspectiontool",
    "google-read-aloud",
    "google-safety",
    "google-site-verification",
    "google web preview",
    "googleother",
    "mediapartners",
    "nutch",
    // language models
    "anthropic-ai",
    "chatgpt-user",
    "claude-user",
    "claude-web",
    "cohere-ai",
    "meta-externalagent",
    "meta-externalfetcher",
    "mistralai-user",
    "perplexity-user",
    // link previews of chats, networks and mail
    "bluesky cardyb",
    "bufferbot",
    "embedly",
    "facebookcatalog",
    "facebookexternalhit",
    "flipboardproxy",
    "google-pagerenderer",
    "iframely",
    "kakaotalk-scrap",
    "line-poker",
    "link preview",
    "mastodon/",
    "microsoftpreview",
    "skypeuripreview",
    "slack-imgproxy",
    "snap url preview",
    "vkshare",
    "web/snippet",
    "whatsapp/",
    // archives and copies
    "archive.org",
    "archivebox",
    "heritrix",
    "httrack",
    "ia_archiver",
    "wayback",
    // feeds
    "feedbin",
    "feedburner",
    "feedfetcher",
    "feedly",
    "feedparser",
    "feedvalidator",
    "freshrss",
    "inoreader",
    "miniflux",
    "newsblur",
    "theoldreader",
    "tiny tiny rss",
    // monitors, checkers and scanners
    "amazon-route53-health-check",
    "blackbox exporter",
    "catchpoint",
    "censysinspect",
    "chrome-lighthouse",
    "datadog",
    "elb-healthchecker",
    "freshping",
    "googlehc/",
    "googlestackdrivermonitoring",
    "gtmetrix",
    "hetrixtools",
    "kube-probe",
    "linkcheck",
    "monitoring-plugins",
    "nagios",
    "netcraft",
    "newrelicpinger",
    "nmap scripting",
    "pingdom",
    "ptst/",
    "ruxitsynthetic",
    "screaming frog",
    "site24x7",
    "sitebulb",
    "statuscake",
    "updown.io",
    "uptime",
    "w3c_validator",
    "w3c-checklink",
    "zabbix",
    "zgrab",
};
constexpr std::size_t kTriples = 32768;
constexpr std::string_view kBot = "bot";

bool begins_with(std::string_view text, std::string_view mark) noexcept {
  return text.size() >= mark.size() && std::equal(mark.begin(), mark.end(), text.begin(),
                                                  [](char m, char c) { return m == lower(c); });
}

/// A number for the first three bytes of `text`, the same for upper and lower case.
constexpr std::size_t triple_at(const char* text) noexcept {
  std::size_t number = 0;
  for (int i = 0; i < 3; ++i) number = number << 5 | (static_cast<std::size_t>(text[i]) & 31);
  return number;
}

/// The triples that some mark begins with, a bit each: at nearly every place of a reader's user
/// agent, one look here says that no mark begins there.
constexpr auto kBeginnings = [] {
  std::array<std::uint64_t, kTriples / 64> bits{};
  const auto add = [&bits](std::string_view mark) {
    const auto triple = triple_at(mark.data());
    bits[triple / 64] |= std::uint64_t{1} << triple % 64;
  };
  for (const auto mark : kMarks) add(mark);
  add(kBot);
  return bits;
}();

constexpr auto kTripleOfMark = [] {
  std::array<std::size_t, std::size(kMarks)> triples{};
  for (std::size_t i = 0; i < triples.size(); ++i) triples[i] = triple_at(kMarks[i].data());
  return triples;
}();

bool is_mark_at(std::string_view text, std::size_t triple) noexcept {
  for (std::size_t i = 0; i < kTripleOfMark.size(); ++i) {
    if (kTripleOfMark[i] == triple && begins_with(text, kMarks[i])) return true;
  }
  return false;
}

/// "Googlebot/2.1", "robots", "bot_version", but not "bottle", nor the phones of Cubot.
bool is_bot_at(std::string_view text, std::size_t at) noexcept {
  if (!begins_with(text.substr(at), kBot)) return false;
  auto end = at + kBot.size();
  if (end < text.size() && lower(text[end]) == 's') ++end;
  if (end < text.size() && is_letter(text[end])) return false;
  const bool is_cubot =
      at >= 2 && begins_with(text.substr(at - 2), "cu") && (at == 2 || !is_letter(text[at - 3]));
  return !is_cubot;
}

}  // namespace

bool is_declared_crawler(std::string_view user_agent) noexcept {
  for (std::size_t at = 0; at + kBot.size() <= user_agent.size(); ++at) {
    const auto triple = triple_at(user_agent.data() + at);
    if ((kBeginnings[triple / 64] >> triple % 64 & 1) == 0) continue;
    if (is_bot_at(user_agent, at) || is_mark_at(user_agent.substr(at), triple)) return true;
  }
  return false;
}

}  // namespace readcount::ping
