#include "ping/device.hpp"

namespace readcount::ping {
namespace {

constexpr std::string_view kDesktop = "desktop";
constexpr std::string_view kPhone = "phone";
constexpr std::string_view kTablet = "tablet";
constexpr std::string_view kTv = "tv";
constexpr std::string_view kOther = "other";

struct SystemMark {
  std::string_view text;
  std::string_view device;
};

/// What the system part of a user agent may hold; the first that it does counts. So consoles stand
/// before the Windows they run, and Windows before the "Tablet PC" that old ones add.
constexpr SystemMark kSystems[] = {
    {"Xbox", kTv},          {"PlayStation Vita", kOther},
    {"PlayStation", kTv},   {"Windows NT", kDesktop},
    {"iPhone", kPhone},     {"iPad", kTablet},
    {"iPod", kPhone},       {"TV", kTv},
    {"BRAVIA", kTv},        {"Web0S", kTv},  // LG's, spelled with a zero
    {"; AFT", kTv},                          // Fire TV: AFTB, AFTMM, …
    {"Roku", kTv},          {"Macintosh", kDesktop},
    {"CrOS", kDesktop},     {"Windows Phone", kPhone},
    {"BlackBerry", kPhone}, {"Tablet", kTablet},
    {"PlayBook", kTablet},  {"Kindle", kTablet},
};

constexpr bool holds(std::string_view text, std::string_view mark) noexcept {
  return text.find(mark) != std::string_view::npos;
}

/// What stands in the first parentheses; without any, everything.
std::string_view system_of(std::string_view user_agent) noexcept {
  const auto open = user_agent.find('(');
  if (open == std::string_view::npos) return user_agent;
  const auto close = user_agent.find(')', open);
  return user_agent.substr(open + 1, close == std::string_view::npos ? close : close - open - 1);
}

std::string_view device_of(std::string_view user_agent) noexcept {
  const auto system = system_of(user_agent);
  for (const auto& mark : kSystems) {
    if (holds(system, mark.text)) return mark.device;
  }
  if (holds(user_agent, "CrKey")) return kTv;  // Chromecast
  if (holds(user_agent, "Mobi")) return kPhone;
  // Phones say "Mobile", so an Android that does not is none.
  if (holds(system, "Android")) return kTablet;
  const bool is_desktop = holds(system, "X11") || holds(system, "Linux");
  return is_desktop ? kDesktop : kOther;
}

}  // namespace

std::string_view device_of(std::string_view user_agent,
                           std::string_view sec_ch_ua_mobile) noexcept {
  const auto device = device_of(user_agent);
  const bool is_silent = device == kDesktop || device == kOther;
  return is_silent && sec_ch_ua_mobile == "?1" ? kPhone : device;
}

}  // namespace readcount::ping
