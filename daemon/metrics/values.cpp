// How values change. prometheus-cpp stays out of the headers.

#include "metrics/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>

namespace readcount::metrics {

void count(Counter& counter, double by) { counter.Increment(by); }
void raise(Counter& counter, std::uint64_t total) {
  counter.Increment(static_cast<double>(total) - counter.Value());
}
void set(Gauge& gauge, double value) { gauge.Set(value); }
void add(Gauge& gauge, double by) { gauge.Increment(by); }
void observe(Histogram& histogram, std::chrono::steady_clock::duration took) {
  histogram.Observe(std::chrono::duration<double>(took).count());
}

}  // namespace readcount::metrics
