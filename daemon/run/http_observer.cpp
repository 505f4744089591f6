#include "run/http_observer.hpp"

namespace readcount::run {

void HttpObserver::connection_opened() { metrics::add(metrics_.http_connections, 1); }

void HttpObserver::connection_closed() { metrics::add(metrics_.http_connections, -1); }

void HttpObserver::connection_made_room() { metrics::count(metrics_.http_made_room); }

void HttpObserver::connection_turned_away() { metrics::count(metrics_.http_turned_away); }

void HttpObserver::handshake_failed() { metrics::count(metrics_.tls_handshake_failures); }

void HttpObserver::request_answered(std::string_view route, int status,
                                    std::chrono::steady_clock::duration took) {
  metrics_.request(route, status, took);
  const bool is_ping = route == "/v1/ping" || route == "/v1/ping.gif";
  if (is_ping && status >= 400) metrics_.ping_refused();
}

void HttpObserver::request_refused(Code code) { metrics_.refused(code); }

}  // namespace readcount::run
