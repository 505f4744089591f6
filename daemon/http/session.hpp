#pragma once

#include "base/asio.hpp"
#include "http/limits.hpp"
#include "http/observer.hpp"
#include "http/request_plan.hpp"
#include "http/response_text.hpp"
#include "http/router.hpp"
#include "http/stream.hpp"
#include "http/wire.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>
#include <boost/system/error_code.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace readcount::http {

class Session;

/// What a server's sessions share. One thread.
struct SessionShared {
  using Hook =
      boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
  using Sessions = boost::intrusive::list<Session, boost::intrusive::base_hook<Hook>,
                                          boost::intrusive::constant_time_size<false>>;
  struct Idle;
  using IdleHook =
      boost::intrusive::list_base_hook<boost::intrusive::tag<Idle>,
                                       boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
  using IdleSessions = boost::intrusive::list<Session, boost::intrusive::base_hook<IdleHook>,
                                              boost::intrusive::constant_time_size<false>>;

  SessionShared(const asio::any_io_executor& executor, const Router& r, Observer& o,
                const Limits& l)
      : router(r), observer(o), limits(l), room(executor, asio::steady_timer::time_point::max()) {}

  const Router& router;
  Observer& observer;
  Limits limits;
  std::shared_ptr<const Certificate> certificate;  // for new connections; none: plain HTTP
  HttpDate date;
  bool draining = false;  // no further request on a connection
  // Connections, all and by network_of() the peer; counted up by who accepts, down by ~Session.
  std::size_t open = 0;
  boost::unordered_flat_map<std::uint64_t, std::size_t> of_address;
  asio::steady_timer room;  // never expires; cancelled when a connection has closed, or might
  Sessions running;         // to reach each of them: time-outs, drain, cut
  IdleSessions idle;        // those between two requests, the longest idle one first
};

/// One connection: performs what a RequestPlan decides. Lives in the frame of its coroutine, on the
/// server's thread. The shared part outlives it.
///
/// Time-outs cost nothing a request: a session notes when its wait is up, and the server looks over
/// all sessions now and then (expire()), as one timer for all of them.
class Session : public SessionShared::Hook, public SessionShared::IdleHook {
 public:
  using Clock = std::chrono::steady_clock;

  Session(asio::ip::tcp::socket socket, asio::ip::address peer, SessionShared& shared);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  /// Begins TLS. False: it failed, and the connection has ended.
  asio::awaitable<bool> shake_hands();
  /// Answers requests until the connection ends, and closes it.
  asio::awaitable<void> run();
  /// Ends TLS in order, if it was begun and can be.
  asio::awaitable<void> tell_end();

  /// Ends the wait that is up at `now`.
  void expire(Clock::time_point now);
  /// Ends the connection after the request under way; at once if there is none, unless it is new
  /// and its first request may be on its way.
  void drain();
  /// Ends the connection if no request is under way.
  void end_if_idle();
  /// The same for one that is idle, at once so for the list of these.
  void make_room();
  /// Ends the connection.
  void cut();

  /// Of the peer: network_of().
  std::uint64_t network() const noexcept { return network_; }

 private:
  void begin_idling();
  void end_idling();
  bool may_read(RequestStep step);
  bool has_read(const boost::system::error_code& error, std::size_t bytes);
  asio::awaitable<void> serve();
  void put_answer(const Response& response);
  void put_failure(std::string_view what);
  bool write_now();
  asio::awaitable<bool> write_rest();
  bool goes_on();
  asio::awaitable<void> follow();
  asio::awaitable<void> linger();
  void wait_at_most(std::chrono::milliseconds time);

  SessionShared& shared_;
  Wire wire_;
  std::uint64_t network_;
  RequestPlan plan_;
  std::string out_;
  std::size_t written_ = 0;                          // of out_
  Clock::time_point now_;                            // when something last happened
  Clock::time_point up_ = Clock::time_point::max();  // the end of the wait under way
  Clock::time_point bound_;                          // the end of the header's or body's time
  RequestStep reading_ = RequestStep::read_idle;     // what the last read was for
  bool idle_ = false;                                // waiting for a request's first byte
  bool is_new_ = true;                               // nothing was asked yet
  bool expired_ = false;
  int status_ = 0;  // of the answer in out_; 0: it is no final answer
  bool closing_ = false;
  StreamBody body_;           // of the answer that goes on
  Stream* stream_ = nullptr;  // while it does
};

/// The coroutine of one connection. It holds on to the shared part, since its frame may be
/// destroyed with the io_context, after the server.
asio::awaitable<void> serve_connection(asio::ip::tcp::socket socket, asio::ip::address peer,
                                       std::shared_ptr<SessionShared> shared);

}  // namespace readcount::http
