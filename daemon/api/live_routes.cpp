// GET /v1/live: who is reading now. GET /v1/live/stream: the same whenever it changes.

#include "api/answer.hpp"
#include "api/live_text.hpp"
#include "api/routes.hpp"
#include "api/token.hpp"
#include "http/stream.hpp"

#include <boost/asio/co_spawn.hpp>

#include <memory>
#include <string>
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

/// Who listens, and by which rules: others may come meanwhile.
struct Listener {
  std::shared_ptr<const Rules> rules;
  std::string authorization;
  std::string last;  ///< the id of what the client knows
};

/// A reload may have taken the listener's token or its site away.
bool may_go_on(const Context& context, Listener& listener, const std::string& site) {
  const auto before = std::exchange(listener.rules, context.rules);
  if (before == context.rules) return true;
  const auto match = context.rules->sites.find(site);
  if (!match || match->name != site) return false;
  return !has_token(before->token, listener.authorization) ||
         has_token(context.rules->token, listener.authorization);
}

asio::awaitable<void> write_live(const Context& context, query::Question question,
                                 Listener listener, http::Stream& stream) {
  bool on = co_await stream.write(std::string(kOpening));
  auto written = steady_clock::now();
  std::shared_ptr<const pipeline::LiveSite> shown;
  while (on && may_go_on(context, listener, question.subject.site)) {
    const auto site = co_await live_of(context, question.subject.site);
    std::string text;
    if (site != shown) {
      const auto json = live_json(question, *site);
      auto id = event_id(json);
      if (id != listener.last) text = live_event(id, json);
      listener.last = std::move(id);
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
  Listener listener{context.rules, std::string(request.header("Authorization")),
                    std::string(request.header("Last-Event-ID"))};
  response.stream = [&context, slot = std::move(slot), question = *question,
                     listener = std::move(listener)](http::Stream& stream) {
    return write_live(context, question, listener, stream);
  };
  co_return response;
}

}  // namespace

void add_live_routes(http::Router& router, const Context& context, Access access) {
  router.add({"GET", "/v1/live", 0, false, guarded(context, access, get_live)});
  router.add({"GET", "/v1/live/stream", 0, false, guarded(context, access, get_stream)});
}

}  // namespace readcount::api
