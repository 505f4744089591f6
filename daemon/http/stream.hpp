#pragma once

#include "base/asio.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace readcount::http {

class Wire;

/// The body of an answer that goes on while its client listens: what a Response's `stream` writes
/// to. Each wait ends at once when the stream is over, and gives false from then on: the client has
/// gone, takes nothing for the write time-out, or the server drains. Then return.
///
/// The client has gone when it closes its sending side: it has nothing more to ask. What it sends
/// behind its request stays unread, and then only a write can tell that it has gone.
///
/// Lives on the session's thread, in the session's coroutine.
class Stream {
 public:
  using Clock = std::chrono::steady_clock;

  Stream(Wire& wire, std::chrono::milliseconds write_timeout);
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream();

  /// Sends all of it; waits as long as the client is behind.
  asio::awaitable<bool> write(std::string bytes);

  /// Waits for this time.
  asio::awaitable<bool> pause(Clock::duration time);

  // For the session:
  void end();                          ///< the stream is over
  void expire(Clock::time_point now);  ///< ends it when a write is overdue

 private:
  /// What the wait for the client's end refers to; it may be called after the stream is gone.
  struct Watch {
    explicit Watch(const asio::any_io_executor& executor) : timer(executor) {}
    asio::steady_timer timer;
    bool waiting = false;
    bool readable = true;  // by TLS what came with the request may be the end
  };

  void watch();
  void look();

  Wire& wire_;
  std::chrono::milliseconds write_timeout_;
  std::shared_ptr<Watch> watch_;
  Clock::time_point up_ = Clock::time_point::max();  // the end of the write under way
  bool over_ = false;
  bool blind_ = false;  // unread bytes hide the client's end
};

}  // namespace readcount::http
