#include "http/server.hpp"

#include "base/log.hpp"
#include "base/network.hpp"
#include "http/session.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <utility>

namespace readcount::http {
namespace {

using boost::system::error_code;

constexpr std::chrono::milliseconds kBackOff{100};
constexpr std::chrono::milliseconds kLastCall{250};  // for the first request of a new connection
constexpr std::chrono::seconds kUnheeded{1};  // what a handler gets after it has been cancelled

std::chrono::milliseconds tick_of(const Limits& limits) {
  const auto shortest = std::min(
      {limits.header_timeout, limits.body_timeout, limits.write_timeout, limits.idle_timeout});
  return std::clamp<std::chrono::milliseconds>(shortest / 10, std::chrono::milliseconds(5),
                                               std::chrono::milliseconds(1000));
}

/// The peer as the rest of the program knows addresses: IPv4 is IPv4, whatever the socket.
asio::ip::address plain(const asio::ip::address& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
}

}  // namespace

Server::Server(asio::io_context& context, asio::ip::tcp::acceptor acceptor, const Router& router,
               Observer& observer, const Limits& limits)
    : acceptor_(std::move(acceptor)),
      shared_(std::make_shared<SessionShared>(context.get_executor(), router, observer, limits)),
      back_off_(context),
      tick_(context),
      loops_(context.get_executor()),
      sessions_(context.get_executor()) {}

Server::~Server() = default;

void Server::start() {
  loops_.spawn("accepting connections", accept_loop());
  loops_.spawn("watching time-outs", watch_loop());
}

asio::awaitable<void> Server::stop(std::chrono::steady_clock::time_point deadline) {
  error_code ignored;
  shared_->draining = true;
  // Released first: where another process has the socket too, closing ours would leave it in the
  // epoll set of this thread.
  if (acceptor_.is_open()) ::close(acceptor_.release(ignored));
  shared_->room.cancel();
  back_off_.cancel();
  co_await asio::post(shared_->room.get_executor(), asio::use_awaitable);  // what is accepted, is
  for (Session& session : shared_->running) session.drain();
  const auto last_call = std::min(deadline, std::chrono::steady_clock::now() + kLastCall);
  bool drained = co_await sessions_.wait(last_call);
  for (Session& session : shared_->running) session.end_if_idle();
  if (!drained) drained = co_await sessions_.wait(deadline);
  if (!drained) {
    for (Session& session : shared_->running) session.cut();
    sessions_.cancel(asio::cancellation_type::terminal);
    const auto last = std::chrono::steady_clock::now() + kUnheeded;
    const bool ended = co_await sessions_.wait(last);
    if (!ended) log_error(std::to_string(sessions_.size()) + " requests did not end when cut off");
  }
  stopped_ = true;
  tick_.cancel();
  loops_.cancel(asio::cancellation_type::terminal);
  const auto last = std::chrono::steady_clock::now() + kUnheeded;
  co_await loops_.wait(last);
}

void Server::bound(std::size_t connections, std::size_t of_address) {
  shared_->limits.connections = connections;
  shared_->limits.of_address = of_address;
  shared_->room.cancel();
}

void Server::show(std::shared_ptr<const Certificate> certificate) {
  shared_->certificate = std::move(certificate);
}

asio::ip::tcp::endpoint Server::local_endpoint() const { return acceptor_.local_endpoint(); }

asio::awaitable<void> Server::accept_loop() {
  co_await asio::this_coro::throw_if_cancelled(false);
  while (acceptor_.is_open()) {
    if (shared_->open >= shared_->limits.connections) {
      co_await make_room();
      continue;
    }
    auto [error, socket] = co_await acceptor_.async_accept(as_result);
    if (!error) {  // also one that was accepted as the last before the end
      failing_ = !take(std::move(socket)) && failing_;
      continue;
    }
    if (!acceptor_.is_open()) break;
    report(error);
    back_off_.expires_after(kBackOff);
    co_await back_off_.async_wait(as_result);
  }
}

/// Waits for a client beyond the bound, and then for a connection that can end for it.
asio::awaitable<void> Server::make_room() {
  const auto [error] = co_await acceptor_.async_wait(asio::ip::tcp::acceptor::wait_read, as_result);
  if (error || shared_->open < shared_->limits.connections) co_return;
  if (!shared_->idle.empty()) shared_->idle.front().make_room();
  co_await shared_->room.async_wait(as_result);
}

/// Starts the session of a new connection. False: the connection is gone already.
bool Server::take(asio::ip::tcp::socket socket) {
  error_code error;
  const auto peer = socket.remote_endpoint(error);
  if (!error) socket.set_option(asio::ip::tcp::no_delay(true), error);
  if (!error) socket.non_blocking(true, error);
  if (error) return false;
  auto address = plain(peer.address());
  if (!has_room_for(address)) return true;
  ++shared_->open;
  ++shared_->of_address[network_of(address)];
  sessions_.spawn("an HTTP session",
                  serve_connection(std::move(socket), std::move(address), shared_));
  return true;
}

/// Of one address too many idle ones end, the longest idle one first.
bool Server::has_room_for(const asio::ip::address& peer) {
  const auto network = network_of(peer);
  const auto open = shared_->of_address.find(network);
  const auto& limits = shared_->limits;
  if (open == shared_->of_address.end() || open->second < limits.of_address) return true;
  if (limits.stands_for_many && limits.stands_for_many(peer)) return true;
  const auto is_its_own = [network](const Session& session) {
    return session.network() == network;
  };
  const auto idle = std::find_if(shared_->idle.begin(), shared_->idle.end(), is_its_own);
  if (idle == shared_->idle.end()) {
    shared_->observer.connection_turned_away();
    return false;
  }
  idle->make_room();
  return true;
}

void Server::report(const error_code& error) {
  if (!std::exchange(failing_, true)) {
    log_error("accepting connections fails, trying on: " + error.message());
  }
}

asio::awaitable<void> Server::watch_loop() {
  co_await asio::this_coro::throw_if_cancelled(false);
  const auto tick = tick_of(shared_->limits);
  // Asked anew each time: a tick that is over as it is to be cancelled does not know of it.
  while (!stopped_) {
    tick_.expires_after(tick);
    co_await tick_.async_wait(as_result);
    const auto now = std::chrono::steady_clock::now();
    for (Session& session : shared_->running) session.expire(now);
  }
}

}  // namespace readcount::http
