#pragma once

#include "api/rate_limit.hpp"
#include "api/stream_slots.hpp"
#include "base/lifetimes.hpp"
#include "metrics/metrics.hpp"
#include "ping/country.hpp"
#include "ping/forwarded.hpp"
#include "ping/sites.hpp"
#include "pipeline/inlet.hpp"
#include "pipeline/merges.hpp"
#include "pipeline/presence.hpp"
#include "pipeline/questions.hpp"
#include "pipeline/transfers.hpp"

#include <boost/asio/thread_pool.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace readcount::api {

/// The thresholds that /v1/definitions names.
struct Thresholds {
  std::chrono::seconds repeat_window{1800};
  std::chrono::seconds read_seconds{15};
  Lifetimes lifetimes;
};

/// What the endpoints of one worker use. Everything referred to outlives the worker's server; all
/// of it but the inlet is shared by the workers and either constant or thread-safe.
struct Context {
  pipeline::Inlet& inlet;
  const pipeline::Pipeline& pipeline;
  pipeline::Presence& presence;
  StreamSlots& streams;
  RateLimit& rate_limit;
  pipeline::Questions& questions;
  pipeline::Transfers& transfers;
  pipeline::Merges& merges;
  const ping::Sites& sites;
  const ping::TrustedProxies& proxies;
  const ping::Countries* countries;  ///< null: there is no database of them
  metrics::Metrics& metrics;
  asio::thread_pool& scribe;  ///< a thread for long answers that need nothing but the metrics
  Thresholds thresholds;
  std::optional<std::string> token;  ///< opens the private routes on the public listener
};

}  // namespace readcount::api
