#pragma once

#include "http/message.hpp"
#include "ping/forwarded.hpp"
#include "ping/ping.hpp"

#include <boost/asio/ip/address.hpp>

#include <optional>
#include <string_view>

namespace readcount::api {

/// What a request says of who sends it and why. Its texts are the request's.
struct Sender {
  boost::asio::ip::address address;  ///< the reader's; behind trusted proxies, not theirs
  std::string_view user_agent;
  std::string_view is_mobile;              ///< Sec-CH-UA-Mobile
  std::string_view language;               ///< Accept-Language
  std::optional<ping::Outcome> set_aside;  ///< `bot` or `prefetch`: a ping would not be counted
};

Sender sender_of(const http::Request& request, const ping::TrustedProxies& proxies);

}  // namespace readcount::api
