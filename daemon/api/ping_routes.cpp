// POST /v1/ping and GET /v1/ping.gif: from a request to a ping, and from its outcome to an answer.

#include "api/answer.hpp"
#include "api/build_ping.hpp"
#include "api/routes.hpp"
#include "api/sender.hpp"
#include "ping/address.hpp"
#include "ping/message.hpp"

#include <utility>

namespace readcount::api {
namespace {

constexpr std::size_t kMaxBody = std::size_t{4} * 1024;  // contract

// One transparent pixel, 43 bytes.
constexpr std::string_view kPixel{
    "GIF89a\x01\0\x01\0\x80\0\0"  // one by one pixel, a palette of two colours:
    "\0\0\0\xff\xff\xff"          // black and white
    "!\xf9\x04\x01\0\0\0\0"       // the first of them is transparent
    ",\0\0\0\0\x01\0\x01\0\0"     // the image, at 0,0
    "\x02\x02\x44\x01\0;",        // its one pixel, of the first colour
    43};

/// A ping's outcome, and the counts with it included where they are known.
struct Counted {
  ping::Outcome outcome{};
  std::optional<tally::Totals> totals;
  std::uint32_t live = 0;
};

/// Of what is not a view only the outcome is answered, and that is not asked for.
asio::awaitable<Checked<Counted>> count(const Context& context, const Sender& sender,
                                        ping::Message message) {
  auto article = ping::normal_form(message.url, context.rules->sites);
  if (!article) co_return article.error();

  Counted counted;
  if (sender.set_aside && message.kind != ping::Kind::view) {
    count_set_aside(context, article->site, message.kind, *sender.set_aside);
    counted.outcome = *sender.set_aside;
    co_return counted;
  }

  const auto known = known_by(*context.rules);
  auto built = build_ping(known, sender, std::move(*article), std::move(message));
  const auto work = co_await context.inlet.take(std::move(built));
  if (work.refusal) co_return *work.refusal;
  counted.outcome = work.outcome;
  counted.totals = work.totals;
  counted.live = work.live;
  co_return counted;
}

std::string counted_json(const Counted& counted) {
  const auto number = [&](std::uint64_t tally::Totals::*field) {
    return counted.totals ? std::to_string((*counted.totals).*field) : "null";
  };
  std::string json;
  json.reserve(96);
  json += "{\"views\":";
  json += number(&tally::Totals::views);
  json += ",\"readers\":";
  json += number(&tally::Totals::readers);
  json += ",\"reads\":";
  json += number(&tally::Totals::reads);
  json += ",\"live\":";
  json += std::to_string(counted.live);
  json += ",\"outcome\":\"";
  json += ping::name_of(counted.outcome);
  json += "\"}";
  return json;
}

std::optional<Problem> check_origin(const Context& context, const http::Request& request) {
  const auto origin = request.header("Origin");
  if (origin.empty() || ping::is_known_origin(origin, context.rules->sites)) return std::nullopt;
  return Problem{Code::unknown_origin,
                 "pages of this origin are not counted here: add its host with --site"};
}

/// The refusal of a sender who sends too many pings.
std::optional<http::Response> check_rate(const Context& context, const Sender& sender) {
  const auto wait = context.rate_limit.refuse(sender.address, context.rules->pings_a_minute,
                                              std::chrono::steady_clock::now());
  if (!wait) return std::nullopt;
  auto response = refuse(context, {Code::rate_limit,
                                   "this address has sent more pings than --rate-limit lets "
                                   "through: send fewer, or those of a server to /v1/pings"});
  response.headers.emplace_back("Retry-After", std::to_string(wait->count()));
  return response;
}

http::Response no_content() {
  http::Response response;
  response.status = 204;
  return response;
}

asio::awaitable<http::Response> post_ping(const Context& context, const http::Request& request) {
  if (const auto problem = check_origin(context, request)) co_return refuse(context, *problem);
  const auto sender = sender_of(request, context.rules->proxies);
  auto refused = check_rate(context, sender);
  if (refused) co_return std::move(*refused);
  auto message = ping::parse(request.body);
  if (!message) co_return refuse(context, message.error());
  const bool is_view = message->kind == ping::Kind::view;
  const auto counted = co_await count(context, sender, std::move(*message));
  if (!counted) co_return refuse(context, counted.error());
  if (!is_view) co_return no_content();
  co_return json_response(counted_json(*counted));
}

asio::awaitable<http::Response> get_pixel(const Context& context, const http::Request& request) {
  const auto sender = sender_of(request, context.rules->proxies);
  auto refused = check_rate(context, sender);
  if (refused) co_return std::move(*refused);
  auto message = ping::parse_query(request.query, request.header("Referer"));
  if (!message) co_return refuse(context, message.error());
  const auto counted = co_await count(context, sender, std::move(*message));
  if (!counted) co_return refuse(context, counted.error());
  http::Response response;
  response.content_type = "image/gif";
  response.body = kPixel;
  response.headers.emplace_back("Cache-Control", "no-store");
  co_return response;
}

}  // namespace

void add_ping_routes(http::Router& router, const Context& context) {
  router.add({"POST", "/v1/ping", kMaxBody, true,
              [&context](const http::Request& request) { return post_ping(context, request); }});
  router.add({"GET", "/v1/ping.gif", 0, true,
              [&context](const http::Request& request) { return get_pixel(context, request); }});
}

}  // namespace readcount::api
