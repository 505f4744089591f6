#pragma once

#include "http/observer.hpp"
#include "metrics/metrics.hpp"

namespace readcount::run {

/// Counts what the HTTP layer sees. A ping's outcome is `refused` whenever its answer is an error,
/// whichever layer said no, so the outcomes add up to the requests. Any thread.
class HttpObserver final : public http::Observer {
 public:
  explicit HttpObserver(metrics::Metrics& metrics) : metrics_(metrics) {}

  void connection_opened() override;
  void connection_closed() override;
  void connection_made_room() override;
  void connection_turned_away() override;
  void handshake_failed() override;
  void request_answered(std::string_view route, int status,
                        std::chrono::steady_clock::duration took) override;
  void request_refused(Code code) override;

 private:
  metrics::Metrics& metrics_;
};

}  // namespace readcount::run
