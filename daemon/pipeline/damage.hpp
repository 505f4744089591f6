#pragma once

#include "metrics/metrics.hpp"
#include "store/store.hpp"

namespace readcount::pipeline {

/// Says and counts what a batch could not add to, and what lists lost at their bound.
void tell_damage(metrics::Metrics& metrics, const store::Applied& applied);

}  // namespace readcount::pipeline
