#include "http/stream.hpp"

#include "http/wire.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include <utility>

namespace readcount::http {

using boost::system::error_code;

Stream::Stream(Wire& wire, std::chrono::milliseconds write_timeout)
    : wire_(wire),
      write_timeout_(write_timeout),
      watch_(std::make_shared<Watch>(wire.socket().get_executor())) {}

Stream::~Stream() { wire_.cancel(); }

asio::awaitable<bool> Stream::write(std::string bytes) {
  std::size_t written = 0;
  while (!over_ && written < bytes.size()) {
    up_ = Clock::now() + write_timeout_;
    const auto rest = asio::buffer(bytes) + written;
    const auto [error, count] = co_await wire_.async_write_some(rest, as_result);
    written += count;
    if (error) over_ = true;
  }
  up_ = Clock::time_point::max();
  co_return !over_;
}

asio::awaitable<bool> Stream::pause(Clock::duration time) {
  const auto until = Clock::now() + time;
  for (;;) {
    if (watch_->readable) look();
    if (over_ || Clock::now() >= until) co_return !over_;
    watch();
    watch_->timer.expires_at(until);
    const auto [error] = co_await watch_->timer.async_wait(as_result);
    if (error && !watch_->readable) over_ = true;
  }
}

void Stream::end() {
  over_ = true;
  wire_.cancel();
  watch_->timer.cancel();
}

void Stream::expire(Clock::time_point now) {
  if (now >= up_) end();
}

/// Has the timer cancelled when there is something to read, which may be the end.
void Stream::watch() {
  if (watch_->waiting || blind_) return;
  watch_->waiting = true;
  auto& socket = wire_.socket();
  socket.async_wait(asio::ip::tcp::socket::wait_read, [watch = watch_](const error_code& error) {
    watch->waiting = false;
    if (error) return;
    watch->readable = true;
    watch->timer.cancel();
  });
}

void Stream::look() {
  watch_->readable = false;
  error_code error;
  if (wire_.has_more(error)) {
    blind_ = true;
  } else if (error != asio::error::would_block && error != asio::error::try_again) {
    over_ = true;
  }
}

}  // namespace readcount::http
