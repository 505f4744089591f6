// GET /v1/whoami: what the daemon takes a request for, and why a ping from it would be dropped.

#include "api/answer.hpp"
#include "api/routes.hpp"
#include "api/sender.hpp"
#include "api/token.hpp"
#include "ping/address.hpp"
#include "ping/text.hpp"

namespace readcount::api {
namespace {

asio::awaitable<http::Response> get_whoami(const Context& context, const http::Request& request) {
  const auto sender = sender_of(request, context.rules->proxies);
  const bool trusted = context.rules->proxies.contains(request.peer);
  const auto agent = request.header("User-Agent");
  const auto origin = request.header("Origin");
  const bool known_origin = origin.empty() || ping::is_known_origin(origin, context.rules->sites);

  std::string verdict = "a ping from here would be counted";
  if (!known_origin) {
    verdict = "a ping from here would be refused: pages of its origin are not counted";
  } else if (sender.set_aside == ping::Outcome::prefetch) {
    verdict = "a ping from here would not be counted: its headers say that the page is prefetched";
  } else if (sender.set_aside == ping::Outcome::bot) {
    verdict = "a ping from here would not be counted: its user agent declares itself a crawler";
  }
  const auto flag = [](bool value) { return value ? "true" : "false"; };
  std::string json = "{\"address\":";
  json += json_string(sender.address.to_string());
  json += ",\"peer\":" + json_string(request.peer.to_string());
  json += std::string(",\"peer_is_trusted_proxy\":") + flag(trusted);
  json += ",\"user_agent\":" + json_string(ping::is_utf8(agent) ? agent : "(not UTF-8)");
  json += std::string(",\"bot\":") + flag(sender.set_aside == ping::Outcome::bot);
  json += std::string(",\"prefetch\":") + flag(sender.set_aside == ping::Outcome::prefetch);
  json += std::string(",\"origin_known\":") + flag(known_origin);
  json += std::string(",\"counted\":") + flag(known_origin && !sender.set_aside);
  json += ",\"verdict\":" + json_string(verdict) + '}';
  co_return json_response(std::move(json));
}

}  // namespace

void add_whoami_routes(http::Router& router, const Context& context, Access access) {
  router.add({"GET", "/v1/whoami", 0, false, guarded(context, access, get_whoami)});
}

}  // namespace readcount::api
