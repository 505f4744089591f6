#pragma once

#include "base/completion.hpp"
#include "base/task_group.hpp"
#include "store/address.hpp"
#include "store/codec.hpp"
#include "store/failure.hpp"
#include "store/lookup.hpp"

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <deque>
#include <string>
#include <vector>

namespace readcount::store {

/// A connection to a Redis over TCP or a Unix socket, by which many coroutines ask at once.
///
/// Requests queue up as bytes; one write is under way at a time and takes all that has queued.
/// One coroutine reads and hands the answers out in the order of the requests. When for
/// `reply_timeout` no answer came though one is owed, or the stream breaks, the connection is
/// closed and everything under way fails with `away`: what comes after a gap belongs to no one.
///
/// Lives on one single-threaded executor. Not for callers to do: connect() while another connect()
/// runs. It does not reconnect by itself.
///
/// Its coroutines refer to it: stop() must have ended before it is destroyed. An exchange() that is
/// cancelled still waits for its answers; close() ends it.
class Connection {
 public:
  using Duration = std::chrono::milliseconds;
  using Answers = Result<std::vector<Reply>>;

  Connection(const asio::any_io_executor& executor, Duration reply_timeout);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Connects anew; an earlier connection is closed first. Fails with `away`.
  asio::awaitable<Result<void>> connect(Address address, Duration timeout);

  /// Sends commands (encoded, `replies` of them) and waits for their answers, error answers among
  /// them. `replies` of 0 answers at once.
  asio::awaitable<Answers> exchange(std::string commands, std::size_t replies);

  /// Closes; what is under way fails with `away` and this text. Does nothing when closed.
  void close(const std::string& why);

  /// Closes and waits until no coroutine of the connection runs.
  asio::awaitable<void> stop();

  const asio::any_io_executor& executor() const noexcept { return tasks_.executor(); }
  bool is_open() const noexcept { return open_; }

  /// No coroutine of it runs: it may be destroyed.
  bool is_idle() const noexcept { return tasks_.size() == 0; }

 private:
  using Socket = asio::generic::stream_protocol::socket;
  using Clock = std::chrono::steady_clock;

  /// A caller of exchange() that waits.
  struct Waiting {
    Completion<Answers> done;
    std::vector<Reply> got;
    std::size_t wanted = 0;
  };

  asio::awaitable<Result<void>> connect_tcp(const Address& address);
  asio::awaitable<std::string> connect_to(asio::generic::stream_protocol::endpoint endpoint);
  asio::awaitable<void> read();
  asio::awaitable<void> write();
  asio::awaitable<void> watch();

  void enqueue(std::string commands, std::size_t replies, Completion<Answers> done);
  void take(Decoder& decoder);
  void deliver(Reply reply);
  void finish(Waiting waiting, Answers answers);
  void expect_until(Clock::time_point deadline);

  TaskGroup tasks_;
  Socket socket_;
  Lookup lookup_;
  asio::steady_timer timer_;
  Duration reply_timeout_;
  Clock::time_point deadline_ = Clock::time_point::max();  // by then something must have happened
  std::string overdue_;                                    // what to say when it has not
  std::string why_ = "not connected to Redis";             // of the last close
  std::deque<Waiting> waiting_;
  std::string queued_;   // bytes for the next write
  std::string writing_;  // bytes of the write under way
  bool active_ = false;  // between the begin of connect() and close()
  bool open_ = false;
};

}  // namespace readcount::store
