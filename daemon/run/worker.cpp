#include "run/worker.hpp"

#include "api/routes.hpp"
#include "base/task_group.hpp"
#include "pipeline/pipeline.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace readcount::run {

Worker::Worker(asio::io_context& context, const Shared& shared)
    : context_(context),
      observer_(shared.observer),
      limits_(shared.limits),
      inlet_(context.get_executor(), shared.pipeline),
      api_{inlet_,           shared.pipeline,   shared.pipeline.presence(),
           shared.streams,   shared.rate_limit, shared.questions,
           shared.transfers, shared.merges,     shared.metrics,
           shared.scribe,    shared.thresholds, shared.rules} {
  limits_.stands_for_many = [this](const auto& address) {
    return api_.rules->proxies.contains(address);
  };
  api::add_public_listener(public_routes_, api_);
  api::add_admin_listener(admin_routes_, api_);
}

void Worker::listen_publicly(asio::ip::tcp::acceptor acceptor) {
  auto& server = serve(std::move(acceptor), public_routes_);
  server.show(api_.rules->certificate);
  public_servers_.push_back(&server);
}

void Worker::listen_for_admins(asio::ip::tcp::acceptor acceptor) {
  serve(std::move(acceptor), admin_routes_);
}

http::Server& Worker::serve(asio::ip::tcp::acceptor acceptor, const http::Router& router) {
  servers_.push_back(
      std::make_unique<http::Server>(context_, std::move(acceptor), router, observer_, limits_));
  return *servers_.back();
}

void Worker::start() {
  for (auto& server : servers_) server->start();
}

asio::awaitable<void> Worker::adopt(std::shared_ptr<const api::Rules> rules, http::Limits limits) {
  auto task = adopt_here(std::move(rules), std::move(limits));
  co_await asio::co_spawn(context_, std::move(task), asio::use_awaitable);
}

asio::awaitable<void> Worker::adopt_here(std::shared_ptr<const api::Rules> rules,
                                         http::Limits limits) {
  api_.rules = std::move(rules);
  for (auto* server : public_servers_) server->show(api_.rules->certificate);
  for (auto& server : servers_) server->bound(limits.connections, limits.of_address);
  co_return;
}

asio::awaitable<void> Worker::stop(std::chrono::steady_clock::time_point deadline) {
  // The servers belong to their own thread: the wait goes there and its end comes back.
  auto task = stop_here(deadline);
  co_await asio::co_spawn(context_, std::move(task), asio::use_awaitable);
}

asio::awaitable<void> Worker::stop_here(std::chrono::steady_clock::time_point deadline) {
  // Side by side: one that waits for its clients keeps no other from its last call.
  TaskGroup stops(context_.get_executor());
  for (auto& server : servers_) stops.spawn("stopping a server", server->stop(deadline));
  co_await stops.wait(std::chrono::steady_clock::time_point::max());
}

}  // namespace readcount::run
