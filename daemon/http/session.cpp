#include "http/session.hpp"

#include "base/log.hpp"
#include "base/network.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include <exception>
#include <utility>

namespace readcount::http {
namespace {

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::chrono::milliseconds kLinger{2000};
constexpr std::size_t kLargeAnswer = 16384;  // what an idle connection may keep

}  // namespace

Session::Session(asio::ip::tcp::socket socket, asio::ip::address peer, SessionShared& shared)
    : shared_(shared),
      wire_(std::move(socket)),
      network_(network_of(peer)),
      plan_(shared.router, shared.limits, std::move(peer)),
      now_(Clock::now()) {
  shared_.running.push_back(*this);
  shared_.observer.connection_opened();
}

Session::~Session() {
  shared_.observer.connection_closed();
  --shared_.open;
  const auto own = shared_.of_address.find(network_);
  if (--own->second == 0) shared_.of_address.erase(own);
  shared_.room.cancel();
}

/// A client that has not finished by the header's time is shut out; until then its connection is as
/// idle as one on which nothing was asked.
asio::awaitable<bool> Session::shake_hands() {
  bool agreed = wire_.secure(*shared_.certificate);
  bool counts = !agreed;
  if (agreed) {
    bound_ = now_ + shared_.limits.header_timeout;
    expired_ = false;
    begin_idling();
    const auto [error, none] = co_await wire_.async_shake_hands(as_result);
    end_idling();
    agreed = !error;
    // Not one that had to make room, nor one that came and went without a word: that is how it is
    // looked whether a port is open.
    const bool gave_way = error == asio::error::operation_aborted && !expired_;
    counts = error && !gave_way && (expired_ || wire_.has_heard());
  }
  if (counts) shared_.observer.handshake_failed();
  co_return agreed;
}

asio::awaitable<void> Session::run() {
  for (;;) {
    const RequestStep step = plan_.next();
    switch (step) {
      case RequestStep::read_idle:
      case RequestStep::read_head:
      case RequestStep::read_body: {
        if (!may_read(step)) co_return;
        const std::span<char> room = plan_.room();
        const auto buffer = asio::buffer(room.data(), room.size());
        auto [error, bytes] = co_await wire_.async_read_some(buffer, as_result);
        // What has arrived before the end is answered: closing would reset it.
        if (error && idle_ && shared_.draining) bytes = wire_.read_some(buffer, error);
        if (!has_read(error, bytes)) co_return;
        continue;
      }
      case RequestStep::send_continue:
        out_ = kContinue;
        break;
      case RequestStep::serve:
        co_await serve();
        break;
      case RequestStep::answer:
        put_answer(plan_.answer());
        break;
    }
    if (!write_now()) {
      const bool whole = co_await write_rest();
      if (!whole) co_return;
    }
    if (!goes_on()) break;
  }
  if (body_) co_await follow();
  if (plan_.leaves_unread()) co_await linger();
}

/// May end for a new connection from now on, and does when `bound_` is over.
void Session::begin_idling() {
  idle_ = true;
  up_ = bound_;
  shared_.idle.push_back(*this);
  if (shared_.open >= shared_.limits.connections) shared_.room.cancel();
}

/// After any wait for the client.
void Session::end_idling() {
  up_ = Clock::time_point::max();
  now_ = Clock::now();
  if (std::exchange(idle_, false)) SessionShared::IdleHook::unlink();
}

/// Notes until when a read may take. False: there is nothing to wait for.
bool Session::may_read(RequestStep step) {
  idle_ = step == RequestStep::read_idle;
  if (idle_) {
    if (shared_.draining && !is_new_) return false;
    bound_ = now_ + shared_.limits.idle_timeout;
    begin_idling();
  } else if (step != reading_) {
    bound_ = now_ + (step == RequestStep::read_head ? shared_.limits.header_timeout
                                                    : shared_.limits.body_timeout);
  }
  reading_ = step;
  expired_ = false;
  up_ = bound_;
  return true;
}

/// Takes what a read gave. False: the connection has ended, quietly.
bool Session::has_read(const boost::system::error_code& error, std::size_t bytes) {
  const bool idle = idle_;
  end_idling();
  if (error && (!expired_ || idle)) return false;
  plan_.arrived(bytes);
  // A steady trickle may never leave a wait to be cancelled, so the clock is asked as well.
  const bool late = error || (!idle && now_ >= bound_);
  if (late && plan_.wants_more()) plan_.time_out();
  return true;
}

/// Has the request answered by its handler.
asio::awaitable<void> Session::serve() {
  std::string failure;
  try {
    Response response = co_await plan_.route().handler(plan_.request());
    put_answer(response);
    if (!plan_.frame().head_only) body_ = std::move(response.stream);
    co_return;
  } catch (const std::exception& error) {
    failure = error.what();
  } catch (...) {
    failure = "an unknown exception";
  }
  put_failure(failure);
}

void Session::put_answer(const Response& response) {
  AnswerFrame frame = plan_.frame();
  frame.close = frame.close || shared_.draining || response.stream;
  frame.keep_alive = frame.keep_alive && !frame.close;
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  append_answer(out_, response, frame, shared_.date.at(now));
  status_ = response.status;
  closing_ = frame.close;
}

void Session::put_failure(std::string_view what) {
  log_error("answering " + std::string(plan_.path()) + " failed: " + std::string(what));
  Response response;
  response.status = 500;
  response.content_type = "text/plain";
  response.body = "The server failed to answer this request; its log says why.\n";
  put_answer(response);
}

/// Writes without waiting; true when all of it went out. Nearly always it does: an answer is small
/// and the client waits for it.
bool Session::write_now() {
  boost::system::error_code error;
  written_ = wire_.write_some(asio::buffer(out_), error);
  return written_ == out_.size();
}

asio::awaitable<bool> Session::write_rest() {
  while (written_ < out_.size()) {
    wait_at_most(shared_.limits.write_timeout);
    const auto rest = asio::buffer(out_) + written_;
    const auto [error, bytes] = co_await wire_.async_write_some(rest, as_result);
    if (error) co_return false;
    written_ += bytes;
  }
  up_ = Clock::time_point::max();
  co_return true;
}

/// After an answer: counts it. False: it was the last one.
bool Session::goes_on() {
  const bool interim = status_ == 0;
  out_.clear();
  if (interim) return true;
  const auto begun = now_;
  now_ = Clock::now();
  if (const auto code = plan_.refusal()) shared_.observer.request_refused(*code);
  shared_.observer.request_answered(plan_.path(), std::exchange(status_, 0), now_ - begun);
  is_new_ = false;
  if (closing_) return false;
  if (out_.capacity() > kLargeAnswer) out_ = {};
  plan_.finish();
  reading_ = RequestStep::read_idle;
  return true;
}

/// Lets the answer go on until the stream is over.
asio::awaitable<void> Session::follow() {
  Stream stream(wire_, shared_.limits.write_timeout);
  stream_ = &stream;
  if (shared_.draining) stream.end();
  std::string failure;
  try {
    co_await body_(stream);
  } catch (const std::exception& error) {
    failure = error.what();
  } catch (...) {
    failure = "an unknown exception";
  }
  stream_ = nullptr;
  if (!failure.empty())
    log_error("a stream of " + std::string(plan_.path()) + " failed: " + failure);
}

/// Closing while bytes come in makes the kernel send a reset, which may overtake the answer: so the
/// client gets time to read it (RFC 9112 9.6).
asio::awaitable<void> Session::linger() {
  co_await tell_end();
  boost::system::error_code ended;
  wire_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ended);
  wait_at_most(kLinger);
  char scrap[4096];
  const auto buffer = asio::buffer(scrap);
  // The time may be up while bytes are there, and then there is nothing to cancel.
  while (!ended && !expired_) {
    const auto [error, bytes] = co_await wire_.socket().async_read_some(buffer, as_result);
    ended = error;
  }
}

/// Without it the client would have to take the end for a cut.
asio::awaitable<void> Session::tell_end() {
  if (!wire_.is_secure()) co_return;
  wait_at_most(kLinger);
  co_await wire_.async_tell_end(as_result);
  up_ = Clock::time_point::max();
}

void Session::wait_at_most(std::chrono::milliseconds time) {
  up_ = Clock::now() + time;
  expired_ = false;
}

void Session::expire(Clock::time_point now) {
  if (stream_ != nullptr) stream_->expire(now);
  if (now < up_) return;
  up_ = Clock::time_point::max();
  expired_ = true;
  wire_.cancel();
}

void Session::drain() {
  if (!is_new_) end_if_idle();
  if (stream_ != nullptr) stream_->end();
}

void Session::end_if_idle() {
  if (idle_) wire_.cancel();
}

void Session::make_room() {
  SessionShared::IdleHook::unlink();
  shared_.observer.connection_made_room();
  end_if_idle();
}

void Session::cut() {
  wire_.close();
  if (stream_ != nullptr) stream_->end();
}

asio::awaitable<void> serve_connection(asio::ip::tcp::socket socket, asio::ip::address peer,
                                       std::shared_ptr<SessionShared> shared) {
  Session session(std::move(socket), std::move(peer), *shared);
  // A cancellation must not throw: the farewell is still to be written.
  co_await asio::this_coro::throw_if_cancelled(false);
  const bool secure = shared->certificate != nullptr;
  if (secure) {
    const bool agreed = co_await session.shake_hands();
    if (!agreed) co_return;
  }
  co_await session.run();
  if (secure) co_await session.tell_end();
}

}  // namespace readcount::http
