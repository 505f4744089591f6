#pragma once

#include <string_view>

namespace readcount::ping {

/// The class of device that a request comes from: desktop, phone, tablet, tv (also boxes, sticks
/// and consoles) or other. By the user agent's system, and where that is silent by the header
/// Sec-CH-UA-Mobile (empty where absent). An iPad that asks for desktop pages says that it is a
/// Mac, and is taken for one. The word is never freed; no allocation.
std::string_view device_of(std::string_view user_agent, std::string_view sec_ch_ua_mobile) noexcept;

}  // namespace readcount::ping
