#include "store/connection.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <utility>

namespace readcount::store {
namespace {

/// How much is read at once: some hundred answers.
constexpr std::size_t kReadSize = 65536;

std::string text_of(std::chrono::milliseconds duration) {
  return std::to_string(duration.count()) + " ms";
}

// A peer that is gone without a word is noticed by TCP too, in the time we give an answer. A system
// that does not know an option goes without it.
void tune(int descriptor, std::chrono::milliseconds patience) {
  const int yes = 1;
  const auto most = static_cast<unsigned>(patience.count());
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  ::setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof yes);
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &most, sizeof most);
}

}  // namespace

Connection::Connection(const asio::any_io_executor& executor, Duration reply_timeout)
    : tasks_(executor),
      socket_(executor),
      lookup_(executor),
      timer_(executor),
      reply_timeout_(reply_timeout) {}

asio::awaitable<Result<void>> Connection::connect(Address address, Duration timeout) {
  co_await stop();
  active_ = true;
  overdue_ = "no connection to Redis within " + text_of(timeout);
  expect_until(Clock::now() + timeout);
  tasks_.spawn("the watch over Redis", watch());

  Result<void> connected;
  if (address.host.empty()) {
    asio::local::stream_protocol::endpoint endpoint(address.socket);
    const auto problem = co_await connect_to(endpoint);
    if (!problem.empty()) connected = Failure{FailureKind::away, problem};
  } else {
    connected = co_await connect_tcp(address);
  }
  if (!active_) connected = Failure{FailureKind::away, why_};
  if (!connected) {
    auto failure = connected.error();
    failure.text =
        "no Redis at " + address.text() + " (" + failure.text + "): start it or correct --redis";
    close(failure.text);
    co_return failure;
  }
  overdue_ = "Redis did not answer for " + text_of(reply_timeout_);
  expect_until(Clock::time_point::max());
  open_ = true;
  tasks_.spawn("reading from Redis", read());
  co_return connected;
}

asio::awaitable<Result<void>> Connection::connect_tcp(const Address& address) {
  const auto looked_up = co_await lookup_.look_up(address.host, address.port);
  std::string problem = looked_up.problem;
  for (const auto& found : looked_up.found) {
    if (!active_) break;
    asio::generic::stream_protocol::endpoint endpoint(found);
    problem = co_await connect_to(endpoint);
    if (problem.empty()) {
      tune(socket_.native_handle(), reply_timeout_);
      co_return Result<void>();
    }
  }
  Failure failure{FailureKind::away, problem};
  co_return failure;
}

asio::awaitable<std::string> Connection::connect_to(
    asio::generic::stream_protocol::endpoint endpoint) {
  boost::system::error_code ignored;
  socket_.close(ignored);
  auto [ec] = co_await socket_.async_connect(endpoint, as_result);
  co_return ec ? ec.message() : std::string();
}

asio::awaitable<Connection::Answers> Connection::exchange(std::string commands,
                                                          std::size_t replies) {
  auto start = [this, replies](auto handler, std::string bytes) {
    enqueue(std::move(bytes), replies, Completion<Answers>(std::move(handler)));
  };
  return asio::async_initiate<const asio::use_awaitable_t<>, void(Answers)>(
      std::move(start), asio::use_awaitable, std::move(commands));
}

void Connection::enqueue(std::string commands, std::size_t replies, Completion<Answers> done) {
  Waiting waiting{std::move(done), {}, replies};
  if (!open_) return finish(std::move(waiting), Failure{FailureKind::away, why_});
  if (replies == 0) return finish(std::move(waiting), std::vector<Reply>());
  if (waiting_.empty()) expect_until(Clock::now() + reply_timeout_);
  waiting_.push_back(std::move(waiting));
  const bool idle = queued_.empty() && writing_.empty();
  if (queued_.empty()) {
    queued_ = std::move(commands);
  } else {
    queued_ += commands;
  }
  // A task starts in a later turn, so what this turn asks for goes out together.
  if (idle) tasks_.spawn("writing to Redis", write());
}

asio::awaitable<void> Connection::write() {
  while (!queued_.empty()) {
    writing_ = std::exchange(queued_, {});
    const auto bytes = asio::buffer(writing_);
    auto [ec, written] = co_await asio::async_write(socket_, bytes, as_result);
    writing_.clear();
    if (ec) {
      close("the connection to Redis broke: " + ec.message());
      co_return;
    }
  }
}

asio::awaitable<void> Connection::read() {
  Decoder decoder;
  std::vector<char> buffer(kReadSize);
  while (open_) {
    const auto space = asio::buffer(buffer);
    auto [ec, size] = co_await socket_.async_read_some(space, as_result);
    if (!open_) co_return;
    if (ec) {
      close("the connection to Redis broke: " + ec.message());
      co_return;
    }
    decoder.feed({buffer.data(), size});
    take(decoder);
  }
}

void Connection::take(Decoder& decoder) {
  while (auto reply = decoder.next()) {
    if (waiting_.empty()) return close("Redis answered what nobody asked");
    deliver(std::move(*reply));
  }
  if (!decoder.error().empty()) close("Redis sent what is no answer: " + decoder.error());
}

void Connection::deliver(Reply reply) {
  auto& first = waiting_.front();
  first.got.push_back(std::move(reply));
  deadline_ = Clock::now() + reply_timeout_;
  if (first.got.size() < first.wanted) return;
  auto answered = std::move(first);
  waiting_.pop_front();
  auto got = std::move(answered.got);
  finish(std::move(answered), std::move(got));
  if (waiting_.empty()) deadline_ = Clock::time_point::max();
}

void Connection::finish(Waiting waiting, Answers answers) {
  // In a turn of its own: the caller may do anything, even close us while we read.
  asio::post(tasks_.executor(),
             [done = std::move(waiting.done), answers = std::move(answers)]() mutable {
               done(std::move(answers));
             });
}

void Connection::expect_until(Clock::time_point deadline) {
  deadline_ = deadline;
  timer_.cancel();
}

// deliver() moves the deadline without waking this; it then looks again.
asio::awaitable<void> Connection::watch() {
  while (active_) {
    timer_.expires_at(deadline_);
    co_await timer_.async_wait(as_result);
    if (active_ && Clock::now() >= deadline_) close(overdue_);
  }
}

void Connection::close(const std::string& why) {
  if (!active_) return;
  active_ = false;
  open_ = false;
  why_ = why;
  boost::system::error_code ignored;
  socket_.close(ignored);
  lookup_.cancel();
  timer_.cancel();
  queued_.clear();
  for (auto& waiting : std::exchange(waiting_, {})) {
    finish(std::move(waiting), Failure{FailureKind::away, why});
  }
}

asio::awaitable<void> Connection::stop() {
  close("the connection to Redis was closed");
  while (!is_idle()) co_await tasks_.wait(Clock::time_point::max());
}

}  // namespace readcount::store
