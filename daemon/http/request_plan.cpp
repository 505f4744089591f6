#include "http/request_plan.hpp"

#include <algorithm>
#include <utility>

namespace readcount::http {
namespace {

constexpr std::size_t kChunkRoom = 4096;  // to read chunks into, behind the header

Response preflight(const Router::Match& match) {
  Response response;
  response.status = 204;
  response.headers.emplace_back("Allow", match.allow);
  if (match.cross_origin) {
    response.headers.emplace_back("Access-Control-Allow-Methods", match.allow);
    response.headers.emplace_back("Access-Control-Allow-Headers", "Content-Type");
    response.headers.emplace_back("Access-Control-Max-Age", "86400");
  }
  return response;
}

}  // namespace

RequestPlan::RequestPlan(const Router& router, const Limits& limits, asio::ip::address peer)
    : router_(router), limits_(limits) {
  request_.peer = std::move(peer);
}

std::span<char> RequestPlan::room() {
  // A body's room is made when its header is read; before that nothing views the bytes.
  if (phase_ == Phase::head && input_.room().empty()) input_.reserve(input_.size() + 1);
  return input_.room();
}

RequestStep RequestPlan::next() {
  switch (phase_) {
    case Phase::head:
      return read_on();
    case Phase::body:
      return collect();
    case Phase::decided:
      break;
  }
  return decided_;
}

RequestStep RequestPlan::read_on() {
  if (input_.empty()) return RequestStep::read_idle;
  if (!worth_reading()) return RequestStep::read_head;
  const auto whole = read_head(input_.bytes(), limits_, head_);
  if (!whole) {
    head_ = {};  // half read, and views bytes that may move
    unread_ = true;
    return refuse(whole.error());
  }
  return *whole ? decide() : RequestStep::read_head;
}

/// Whether reading the header anew can give something else than the last time. It does once its end
/// is there, and whenever the bytes have doubled (so that garbage is refused early): that keeps the
/// work linear, however small the pieces in which they come.
bool RequestPlan::worth_reading() noexcept {
  const std::string_view bytes = input_.bytes();
  bool worth = bytes.size() >= std::min(next_try_, limits_.header_bytes);
  while (!worth) {
    const std::size_t lf = bytes.find('\n', searched_);
    if (lf == bytes.npos) {
      searched_ = bytes.size();
      break;
    }
    const std::string_view after = bytes.substr(lf + 1, 2);
    if (after.empty() || after == "\r") break;
    worth = after[0] == '\n' || after == "\r\n";
    searched_ = lf + 1;
  }
  if (worth) next_try_ = 2 * bytes.size();
  return worth;
}

RequestStep RequestPlan::decide() {
  phase_ = Phase::body;
  match_ = router_.match(head_.method, head_.path);
  if (!match_.route) return answer_without_route();
  const std::size_t max_body = match_.route->max_body;
  if (head_.chunked) {
    chunks_.emplace(max_body, limits_.headers);
    unchunked_.clear();
    reserve(head_.size + kChunkRoom);
    return collect_chunks();
  }
  if (head_.length > max_body) {
    unread_ = true;
    return refuse({Code::body_too_large,
                   "Send at most " + std::to_string(max_body) + " bytes to this path."});
  }
  reserve(head_.size + static_cast<std::size_t>(head_.length));
  return collect();
}

/// 404, 405, or the answer to OPTIONS. The connection stays when no byte of a body is to come.
RequestStep RequestPlan::answer_without_route() {
  unread_ = head_.chunked || head_.length > input_.size() - head_.size;
  if (!unread_) consumed_ = head_.size + static_cast<std::size_t>(head_.length);
  if (match_.allow.empty()) return refuse({Code::not_found, "There is nothing at this path."});
  if (head_.method == "OPTIONS" && match_.allow.ends_with("OPTIONS")) {
    answer_ = preflight(match_);
    closes_ = unread_ || closes_;
    phase_ = Phase::decided;
    return decided_ = RequestStep::answer;
  }
  refuse({Code::method_not_allowed, "Use one of: " + match_.allow + "."});
  answer_->headers.emplace_back("Allow", match_.allow);
  return decided_;
}

RequestStep RequestPlan::collect() {
  if (chunks_) return collect_chunks();
  const std::size_t whole = head_.size + static_cast<std::size_t>(head_.length);
  if (input_.size() < whole) return wait_for_body();
  consumed_ = whole;
  return serve(input_.bytes().substr(head_.size, whole - head_.size));
}

RequestStep RequestPlan::collect_chunks() {
  const auto taken = chunks_->feed(input_.bytes().substr(head_.size), unchunked_);
  if (!taken) {
    unread_ = true;
    return refuse(taken.error());
  }
  input_.cut_out(head_.size, *taken);
  if (!chunks_->done()) return wait_for_body();
  consumed_ = head_.size;
  return serve(unchunked_);
}

RequestStep RequestPlan::wait_for_body() {
  // A client that has begun to send does not wait to be told.
  const bool waits = head_.expects_continue && !continued_ && input_.size() == head_.size;
  continued_ = true;
  return waits ? RequestStep::send_continue : RequestStep::read_body;
}

RequestStep RequestPlan::serve(std::string_view body) {
  request_.method = head_.method;
  request_.path = head_.path;
  request_.query = head_.query;
  request_.headers = head_.headers;
  request_.body = body;
  phase_ = Phase::decided;
  return decided_ = RequestStep::serve;
}

RequestStep RequestPlan::refuse(const Problem& problem) {
  answer_ = problem_response(problem);
  refusal_ = problem.code;
  closes_ = closes_ || unread_;
  phase_ = Phase::decided;
  return decided_ = RequestStep::answer;
}

bool RequestPlan::wants_more() {
  next();
  return phase_ != Phase::decided;
}

void RequestPlan::time_out() {
  const std::string_view part = phase_ == Phase::head ? "header" : "body";
  if (phase_ == Phase::head) head_ = {};
  unread_ = true;
  refuse({Code::timeout, "Send the " + std::string(part) + " of a request faster."});
}

AnswerFrame RequestPlan::frame() const noexcept {
  AnswerFrame frame;
  frame.head_only = head_.method == "HEAD";
  frame.close = closes_ || head_.wants_close || (head_.http_1_0 && !head_.wants_keep_alive);
  frame.keep_alive = head_.http_1_0 && !frame.close;
  frame.cross_origin = match_.cross_origin;
  return frame;
}

void RequestPlan::finish() {
  input_.consume(consumed_);
  input_.shrink();
  phase_ = Phase::head;
  chunks_.reset();
  answer_.reset();
  refusal_.reset();
  match_ = {};
  searched_ = next_try_ = consumed_ = 0;
  continued_ = closes_ = unread_ = false;
}

/// Makes room for `total` bytes from the request's first on. Where they move, the header is read
/// again: cheaper than to hold indices everywhere for the sake of large bodies.
void RequestPlan::reserve(std::size_t total) {
  if (input_.reserve(total)) (void)read_head(input_.bytes(), limits_, head_);
}

}  // namespace readcount::http
