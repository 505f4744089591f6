#pragma once

#include <prometheus/collectable.h>

namespace readcount::metrics {

/// The process_* metrics that every Prometheus client has, read from /proc when they are asked for:
/// CPU time, memory, open files, start time.
class ProcessCollector : public prometheus::Collectable {
 public:
  std::vector<prometheus::MetricFamily> Collect() const override;
};

}  // namespace readcount::metrics
