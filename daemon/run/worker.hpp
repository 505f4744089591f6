#pragma once

#include "api/context.hpp"
#include "http/limits.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include "pipeline/inlet.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/thread_pool.hpp>

#include <chrono>
#include <memory>
#include <vector>

namespace readcount::run {

/// What all workers share; outlives them. All of it is constant or thread-safe.
struct Shared {
  pipeline::Pipeline& pipeline;
  api::StreamSlots& streams;
  api::RateLimit& rate_limit;
  pipeline::Questions& questions;
  pipeline::Transfers& transfers;
  pipeline::Merges& merges;
  metrics::Metrics& metrics;
  asio::thread_pool& scribe;
  http::Observer& observer;
  http::Limits limits;  ///< those of the start
  api::Thresholds thresholds;
  std::shared_ptr<const api::Rules> rules;  ///< those of the start
};

/// The servers of one thread, with its own door to the pipeline.
/// Made and destroyed on the main thread, before start() and once its context runs no longer; from
/// start() on the rest is called on its context's thread.
class Worker {
 public:
  Worker(asio::io_context& context, const Shared& shared);

  void listen_publicly(asio::ip::tcp::acceptor acceptor);
  void listen_for_admins(asio::ip::tcp::acceptor acceptor);

  void start();

  /// From now on these hold for what comes in. Awaited from any executor.
  asio::awaitable<void> adopt(std::shared_ptr<const api::Rules> rules, http::Limits limits);

  /// Lets requests under way finish until `deadline`. Awaited from any executor.
  asio::awaitable<void> stop(std::chrono::steady_clock::time_point deadline);

 private:
  asio::awaitable<void> adopt_here(std::shared_ptr<const api::Rules> rules, http::Limits limits);
  asio::awaitable<void> stop_here(std::chrono::steady_clock::time_point deadline);
  http::Server& serve(asio::ip::tcp::acceptor acceptor, const http::Router& router);

  asio::io_context& context_;
  http::Observer& observer_;
  http::Limits limits_;
  pipeline::Inlet inlet_;
  api::Context api_;
  http::Router public_routes_;
  http::Router admin_routes_;
  std::vector<std::unique_ptr<http::Server>> servers_;
  std::vector<http::Server*> public_servers_;  // of them, those that show the certificate
};

}  // namespace readcount::run
