#pragma once

#include "base/problem.hpp"

#include <chrono>
#include <string_view>

namespace readcount::http {

/// Sees what happens, to count it. Called on the server's thread, so it must be quick; shared by
/// several servers, so it must be thread-safe. It must not throw.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void connection_opened() = 0;
  virtual void connection_closed() = 0;
  /// At the bound of connections an idle one was closed for a new one; a new one was closed at
  /// once, as its address had too many that are not idle.
  virtual void connection_made_room() = 0;
  virtual void connection_turned_away() = 0;
  /// A client did not get as far as TLS, or not in time.
  virtual void handshake_failed() = 0;
  /// One request was answered, by a handler or by the HTTP layer. `route` is a Route's path, or
  /// "(none)". `took` runs from the request's last byte to the answer's.
  virtual void request_answered(std::string_view route, int status,
                                std::chrono::steady_clock::duration took) = 0;
  /// The HTTP layer itself refused a request (strictness, limits, no route, time-out).
  virtual void request_refused(Code code) = 0;
};

}  // namespace readcount::http
