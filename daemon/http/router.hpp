#pragma once

#include "base/asio.hpp"
#include "http/message.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace readcount::http {

/// Answers one request. Called on the session's thread; may suspend. Its argument stays valid until
/// it completes. An exception that leaves it is logged and answered with 500.
///
/// When the server is cut off, a terminal cancellation reaches what the handler awaits; it is told
/// by error code (throw_if_cancelled is off), and its answer then goes nowhere.
using Handler = std::function<asio::awaitable<Response>(const Request&)>;

/// What one path does.
struct Route {
  std::string method;         ///< "GET" (which answers HEAD as well), "POST", …
  std::string path;           ///< compared literally; also the `route` label of the metrics
  std::size_t max_body = 0;   ///< bytes; more is 413
  bool cross_origin = false;  ///< any page may ask (CORS), and OPTIONS is answered
  Handler handler;
};

/// The routes of one listener. Filled before the listener starts, then only read, by any thread.
class Router {
 public:
  /// Throws std::invalid_argument when the method and path are there already.
  void add(Route route);

  /// What a method and path lead to. `route` is null when there is none; then `allow` holds the
  /// path's methods ("GET, HEAD, OPTIONS"), or is empty when the path is not known at all. The path
  /// "*" stands for all paths.
  struct Match {
    const Route* route = nullptr;
    std::string allow;
    std::string_view path = "(none)";  ///< the Route's, also for a method that it does not have
    bool cross_origin = false;         ///< of the route; without one, of any of the path's
  };
  Match match(std::string_view method, std::string_view path) const;

 private:
  std::vector<Route> routes_;
};

}  // namespace readcount::http
