#include "pipeline/damage.hpp"

#include "base/log.hpp"

namespace readcount::pipeline {

void tell_damage(metrics::Metrics& metrics, const store::Applied& applied) {
  metrics::count(metrics.growing_list_cuts, static_cast<double>(applied.cut));
  for (const auto& damage : applied.damage) {
    log_error("the store could not count into a broken key: " + damage);
    metrics::count(metrics.store_damaged_increments);
  }
}

}  // namespace readcount::pipeline
