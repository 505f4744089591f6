#pragma once

#include "api/rate_limit.hpp"
#include "api/rules.hpp"
#include "api/stream_slots.hpp"
#include "base/lifetimes.hpp"
#include "metrics/metrics.hpp"
#include "pipeline/inlet.hpp"
#include "pipeline/merges.hpp"
#include "pipeline/presence.hpp"
#include "pipeline/questions.hpp"
#include "pipeline/transfers.hpp"

#include <boost/asio/thread_pool.hpp>

#include <chrono>
#include <memory>

namespace readcount::api {

/// The thresholds that /v1/definitions names.
struct Thresholds {
  std::chrono::seconds repeat_window{1800};
  std::chrono::seconds read_seconds{15};
  Lifetimes lifetimes;
};

/// What the endpoints of one worker use. Everything referred to outlives the worker's server; all
/// of it but the inlet is shared by the workers and either constant or thread-safe.
///
/// A reload puts other rules in the place of these, on the worker's thread: who refers to something
/// in them does not wait meanwhile, or holds on to them.
struct Context {
  pipeline::Inlet& inlet;
  const pipeline::Pipeline& pipeline;
  pipeline::Presence& presence;
  StreamSlots& streams;
  RateLimit& rate_limit;
  pipeline::Questions& questions;
  pipeline::Transfers& transfers;
  pipeline::Merges& merges;
  metrics::Metrics& metrics;
  asio::thread_pool& scribe;  ///< a thread for long answers that need nothing but the metrics
  Thresholds thresholds;
  std::shared_ptr<const Rules> rules;
};

}  // namespace readcount::api
