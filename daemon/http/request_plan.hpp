#pragma once

#include "http/chunked.hpp"
#include "http/input.hpp"
#include "http/limits.hpp"
#include "http/response_text.hpp"
#include "http/router.hpp"
#include "http/strict.hpp"

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace readcount::http {

/// What a connection has to do next.
enum class RequestStep {
  read_idle,      ///< read; nothing of a request is there yet
  read_head,      ///< read; the header goes on
  read_body,      ///< read; the body goes on
  send_continue,  ///< write "100 Continue"
  serve,          ///< give request() to route().handler, write its answer, finish()
  answer,         ///< write answer(): the HTTP layer answers by itself; then finish()
};

/// Decides for one connection, from the bytes that arrived, what it has to do: reads the header
/// strictly, finds the route, bounds and collects the body. Pure: no socket and no clock; whoever
/// performs the steps tells it of bytes and of time-outs.
///
/// Requests come one after the other: bytes of the next one wait until finish().
class RequestPlan {
 public:
  /// The router and the limits outlive the plan.
  RequestPlan(const Router& router, const Limits& limits, asio::ip::address peer);

  /// Where the next bytes belong; never empty when next() wants to read. arrived() tells how many
  /// came.
  std::span<char> room();
  void arrived(std::size_t bytes) { input_.arrived(bytes); }

  /// Decides. Changes nothing when asked again without anything having happened, but that
  /// send_continue comes once.
  RequestStep next();

  /// Whether the request under way is not whole yet, nor refused.
  bool wants_more();

  /// The request that came too slowly is answered instead of read.
  void time_out();

  // For `serve`, valid until finish():
  const Request& request() const noexcept { return request_; }
  const Route& route() const noexcept { return *match_.route; }

  // For `answer`:
  const Response& answer() const noexcept { return *answer_; }
  std::optional<Code> refusal() const noexcept { return refusal_; }

  // For both:
  std::string_view path() const noexcept { return match_.path; }  ///< the metrics' route label
  AnswerFrame frame() const noexcept;
  /// Whether the client may still be sending what nobody will read: then the connection's end must
  /// wait until the client has had time for the answer.
  bool leaves_unread() const noexcept { return unread_; }

  /// The answer is written: the request's bytes are used up. Not after an answer that closes.
  void finish();

 private:
  enum class Phase { head, body, decided };

  RequestStep read_on();
  RequestStep decide();
  RequestStep collect();
  RequestStep collect_chunks();
  RequestStep serve(std::string_view body);
  RequestStep refuse(const Problem& problem);
  RequestStep answer_without_route();
  RequestStep wait_for_body();
  void reserve(std::size_t total);
  bool worth_reading() noexcept;

  const Router& router_;
  const Limits& limits_;
  Input input_;
  Phase phase_ = Phase::head;
  RequestStep decided_ = RequestStep::read_idle;
  Head head_;
  Router::Match match_;
  Request request_;
  std::optional<ChunkedBody> chunks_;
  std::string unchunked_;
  std::optional<Response> answer_;
  std::optional<Code> refusal_;
  std::size_t searched_ = 0;  // bytes of the header in which its end was looked for
  std::size_t next_try_ = 0;  // bytes at which reading the header is worth another try
  std::size_t consumed_ = 0;  // bytes of the whole request
  bool continued_ = false;
  bool closes_ = false;
  bool unread_ = false;
};

}  // namespace readcount::http
