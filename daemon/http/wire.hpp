#pragma once

#include "base/asio.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/defer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <openssl/types.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace readcount::http {

class Certificate;

/// What a connection's bytes go over: plain TCP, or TLS on it.
///
/// How it works. Plain, each operation is the socket's own and costs nothing more. By TLS OpenSSL
/// reads and writes the non-blocking socket by itself; an operation is tried at once, and again
/// each time the socket is ready for what OpenSSL waits for. So an answer can be written without
/// waiting, as on a plain socket: asio::ssl::stream loses what such a write cannot send, and holds
/// two buffers of 17 KB for each connection.
///
/// What callers must serialise: one operation at a time, but for a wait on the socket itself. It is
/// there until the operation has ended. One thread. SIGPIPE is to be ignored, as OpenSSL's writes
/// raise it.
class Wire {
 public:
  using error_code = boost::system::error_code;

  explicit Wire(asio::ip::tcp::socket socket);
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;
  ~Wire();

  /// From here on TLS, with async_shake_hands() first. False: there is no memory for it.
  bool secure(const Certificate& certificate);
  bool is_secure() const noexcept { return tls_ != nullptr; }

  /// Whether anything has come from the client yet; for TLS.
  bool has_heard() const;

  // Without waiting; would_block where there would be something to wait for.
  std::size_t read_some(asio::mutable_buffer into, error_code& error) {
    if (tls_ == nullptr) return socket_.read_some(into, error);
    return attempt({Act::read, into, {}}, error);
  }
  std::size_t write_some(asio::const_buffer from, error_code& error) {
    if (tls_ == nullptr) return socket_.write_some(from, error);
    return attempt({Act::write, {}, from}, error);
  }
  /// Whether there is a byte to be read. It stays there.
  bool has_more(error_code& error);

  // Like those of a socket: (error, bytes).
  template <class Token>
  auto async_read_some(asio::mutable_buffer into, Token&& token) {
    return start({Act::read, into, {}}, std::forward<Token>(token));
  }
  template <class Token>
  auto async_write_some(asio::const_buffer from, Token&& token) {
    return start({Act::write, {}, from}, std::forward<Token>(token));
  }

  // For TLS alone: the same signature, 0 bytes. The end is told once; not if a write was given up.
  template <class Token>
  auto async_shake_hands(Token&& token) {
    return start({Act::shake_hands, {}, {}}, std::forward<Token>(token));
  }
  template <class Token>
  auto async_tell_end(Token&& token) {
    return start({Act::tell_end, {}, {}}, std::forward<Token>(token));
  }

  /// Ends what is waited for.
  void cancel();
  void close();

  /// What is below, to wait on it and for its own end.
  asio::ip::tcp::socket& socket() noexcept { return socket_; }

 private:
  enum class Act : std::uint8_t { shake_hands, read, peek, write, tell_end };
  struct Work {
    Act act;
    asio::mutable_buffer into;
    asio::const_buffer from;
  };
  struct Free {
    void operator()(SSL* tls) const;
  };
  struct Attempts;

  template <class Token>
  auto start(Work work, Token&& token);

  std::size_t attempt(const Work& work, error_code& error);
  int perform(const Work& work, std::size_t& bytes);
  error_code error_of(int result);

  asio::ip::tcp::socket socket_;
  std::unique_ptr<SSL, Free> tls_;                                              // null: plain
  asio::ip::tcp::socket::wait_type wanted_ = asio::ip::tcp::socket::wait_read;  // when it blocks
  bool broken_ = false;      // TLS has failed for good
  bool unfinished_ = false;  // half a record was written, and nothing else may follow it
  bool cancelled_ = false;   // the operation that runs
};

/// An operation by TLS: tries until it no longer blocks. For asio::async_compose.
struct Wire::Attempts {
  Wire& wire;
  Work work;
  bool begun = false;

  template <class Self>
  void operator()(Self& self, error_code error = {}) {
    if (!std::exchange(begun, true)) {
      wire.cancelled_ = false;
      // Not at once: a client that is always quick would leave no other its turn.
      asio::defer(wire.socket_.get_executor(), std::move(self));
      return;
    }
    std::size_t bytes = 0;
    // Also a wait that was over when it was to be cancelled.
    if (wire.cancelled_) error = asio::error::operation_aborted;
    if (!error) bytes = wire.attempt(work, error);
    if (error == asio::error::would_block) {
      wire.socket_.async_wait(wire.wanted_, std::move(self));
      return;
    }
    self.complete(error, bytes);
  }
};

template <class Token>
auto Wire::start(Work work, Token&& token) {
  const auto initiate = [this, work](auto handler) {
    if (tls_ != nullptr) {
      using Waiter = decltype(handler);
      Attempts attempts{*this, work};
      asio::async_compose<Waiter, void(error_code, std::size_t)>(attempts, handler, socket_);
    } else if (work.act == Act::read) {
      socket_.async_read_some(work.into, std::move(handler));
    } else {
      socket_.async_write_some(work.from, std::move(handler));
    }
  };
  return asio::async_initiate<Token, void(error_code, std::size_t)>(initiate, token);
}

}  // namespace readcount::http
