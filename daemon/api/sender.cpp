#include "api/sender.hpp"

#include "ping/crawler.hpp"
#include "ping/prefetch.hpp"

#include <boost/beast/core/string.hpp>

#include <string>

namespace readcount::api {
namespace {

constexpr std::string_view kForwardedFor = "X-Forwarded-For";

/// All fields of this name as one list (RFC 9110, 5.3): a proxy may have added a line of its own
/// behind one that the client made up.
std::string forwarded_for(const http::Request& request) {
  std::string all;
  for (const auto& header : request.headers) {
    if (!boost::beast::iequals(header.name, kForwardedFor)) continue;
    if (!all.empty()) all += ',';
    all += header.value;
  }
  return all;
}

}  // namespace

Sender sender_of(const http::Request& request, const ping::TrustedProxies& proxies) {
  Sender sender;
  sender.address = request.peer;
  if (proxies.contains(request.peer)) {
    sender.address = ping::reader_address(request.peer, forwarded_for(request), proxies);
  }
  sender.user_agent = request.header("User-Agent");
  sender.is_mobile = request.header("Sec-CH-UA-Mobile");
  sender.language = request.header("Accept-Language");
  if (ping::is_prefetch(request.header("Sec-Purpose"), request.header("Purpose"),
                        request.header("X-Purpose"), request.header("X-Moz"))) {
    sender.set_aside = ping::Outcome::prefetch;
  } else if (ping::is_declared_crawler(sender.user_agent)) {
    sender.set_aside = ping::Outcome::bot;
  }
  return sender;
}

}  // namespace readcount::api
