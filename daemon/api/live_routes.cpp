// GET /v1/live: who is reading now. GET /v1/live/stream: the same whenever it changes.

#include "api/answer.hpp"
#include "api/live_text.hpp"
#include "api/routes.hpp"
#include "api/token.hpp"
#include "http/stream.hpp"

#include <boost/asio/co_spawn.hpp>

#include <memory>
#include <utility>

namespace readcount::api {
namespace {

using std::chrono::steady_clock;

constexpr query::Frame kOfLive{.of_articles = false, .of_groups = false, .in_time = false};

constexpr std::chrono::milliseconds kBetweenEvents{500};
constexpr std::chrono::seconds kHeartbeat{15};

// Sent first: it has proxies let the answer through, and a client that lost us wait a little.
constexpr std::string_view kOpening = "retry: 3000\n\n";

asio::awaitable<std::shared_ptr<const pipeline::LiveSite>> live_of(const Context& context,
                                                                   const std::string& site) {
  auto& presence = context.presence;
  auto task = presence.of(site);
  co_return co_await asio::co_spawn(presence.executor(), std::move(task), asio::use_awaitable);
}

asio::awaitable<http::Response> get_live(const Context& context, const http::Request& request) {
  const auto question =
      query::parse_question(request.query, context.rules->sites, wall_now(), kOfLive);
  if (!question) co_return refuse(context, question.error());
  const auto site = co_await live_of(context, question->subject.site);
  co_return json_response(live_json(*question, *site));
}

/// `last` is the id of what the client knows.
asio::awaitable<void> write_live(const Context& context, query::Question question, std::string last,
                                 http::Stream& stream) {
  bool on = co_await stream.write(std::string(kOpening));
  auto written = steady_clock::now();
  std::shared_ptr<const pipeline::LiveSite> shown;
  while (on) {
    const auto site = co_await live_of(context, question.subject.site);
    std::string text;
    if (site != shown) {
      const auto json = live_json(question, *site);
      auto id = event_id(json);
      if (id != last) text = live_event(id, json);
      last = std::move(id);
      shown = site;
    }
    if (text.empty() && steady_clock::now() - written >= kHeartbeat) text = ": \n\n";
    if (!text.empty()) {
      on = co_await stream.write(std::move(text));
      written = steady_clock::now();
    }
    if (on) on = co_await stream.pause(kBetweenEvents);
  }
}

asio::awaitable<http::Response> get_stream(const Context& context, const http::Request& request) {
  const auto question =
      query::parse_question(request.query, context.rules->sites, wall_now(), kOfLive);
  if (!question) co_return refuse(context, question.error());
  auto slot = context.streams.take(context.rules->most_streams);
  if (!slot) co_return refuse(context, no_stream_free(context));
  http::Response response;
  response.content_type = "text/event-stream";
  response.headers.emplace_back("Cache-Control", "no-store");
  response.headers.emplace_back("X-Accel-Buffering", "no");  // nginx: pass it on as it comes
  response.stream = [&context, slot = std::move(slot), question = *question,
                     last = std::string(request.header("Last-Event-ID"))](http::Stream& stream) {
    return write_live(context, question, last, stream);
  };
  co_return response;
}

using Answering = asio::awaitable<http::Response> (*)(const Context&, const http::Request&);

asio::awaitable<http::Response> answer(const Context& context, Access access, Answering answering,
                                       const http::Request& request) {
  if (access == Access::token) {
    if (auto denied = check_token(context, request)) co_return std::move(*denied);
  }
  co_return co_await answering(context, request);
}

}  // namespace

void add_live_routes(http::Router& router, const Context& context, Access access) {
  const auto guarded = [&](Answering answering) -> http::Handler {
    return [&context, access, answering](const http::Request& request) {
      return answer(context, access, answering, request);
    };
  };
  router.add({"GET", "/v1/live", 0, false, guarded(get_live)});
  router.add({"GET", "/v1/live/stream", 0, false, guarded(get_stream)});
}

}  // namespace readcount::api
