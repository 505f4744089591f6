#pragma once

#include "base/task_group.hpp"
#include "http/certificate.hpp"
#include "http/limits.hpp"
#include "http/observer.hpp"
#include "http/router.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <memory>

namespace readcount::http {

struct SessionShared;

/// Accepts connections on one socket and answers their requests, each connection a coroutine.
///
/// Lives on one single-threaded io_context; all of its methods are called there. The router and the
/// observer outlive the context; the server outlives the context's last run().
///
/// Strict HTTP/1.1: the header is read and checked whole before anything is decided; every
/// ambiguity (two lengths, a transfer coding other than exactly "chunked", both a length and a
/// coding, obs-fold, bare CR or LF, a NUL, white space before the colon, no or two Host) is 400 or
/// 501, and the connection is closed.
///
/// At the bound of connections the one that was idle for longest is closed for a new one; while
/// none is idle, the new one waits in the kernel's backlog. At the bound of one address it is the
/// same among its own, but while none of these is idle the new one is closed at once. Out of file
/// descriptors it tries again every 100 ms.
class Server {
 public:
  Server(asio::io_context& context, asio::ip::tcp::acceptor acceptor, const Router& router,
         Observer& observer, const Limits& limits);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  /// Starts to accept.
  void start();

  /// Stops to accept, ends idle connections at once, those that have not asked for anything yet
  /// after 250 ms, lets requests under way finish until `deadline` (with "Connection: close"), then
  /// cuts what is left. A handler that does not heed cancellation is waited for at most one second
  /// more, and logged.
  asio::awaitable<void> stop(std::chrono::steady_clock::time_point deadline);

  /// Changes how many connections there may be, and from one address. Those that are open stay; at
  /// the next new one it is as at the bound.
  void bound(std::size_t connections, std::size_t of_address);

  /// From now on new connections speak TLS and are shown this certificate; none: plain HTTP. Those
  /// that are open go on as they are.
  void show(std::shared_ptr<const Certificate> certificate);

  asio::ip::tcp::endpoint local_endpoint() const;

 private:
  asio::awaitable<void> accept_loop();
  asio::awaitable<void> make_room();
  asio::awaitable<void> watch_loop();
  bool take(asio::ip::tcp::socket socket);
  bool has_room_for(const asio::ip::address& peer);
  void report(const boost::system::error_code& error);

  asio::ip::tcp::acceptor acceptor_;
  std::shared_ptr<SessionShared> shared_;
  asio::steady_timer back_off_;
  asio::steady_timer tick_;  // of the watch over time-outs
  bool failing_ = false;     // accept failed the last time; said once
  bool stopped_ = false;     // the watch is to end
  TaskGroup loops_;
  TaskGroup sessions_;
};

}  // namespace readcount::http
