#pragma once

#include "base/clock.hpp"
#include "journal/reader.hpp"
#include "metrics/metrics.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

namespace readcount::pipeline {

/// Keeps applied segments as long as the store might still lose what they hold, and not longer.
///
/// Belongs to the pipeline's executor.
class Retention {
 public:
  struct Options {
    std::filesystem::path directory;
    std::chrono::seconds retain{3600};
    std::uint64_t max_bytes = 1ULL << 30;
  };
  /// Tells whether a segment whose last record is `last_number` is wholly in the store.
  using IsApplied = std::function<bool(const journal::RunId& run, std::uint64_t last_number)>;

  Retention(Options options, metrics::Metrics& metrics);

  /// Removes applied segments that are older than `retain`, and younger ones, oldest first, while
  /// the journal is above three quarters of its bound, so that there is room before the bound is
  /// met. The newest segment of `own_run` always stays. Returns the runs of which nothing is left.
  std::vector<journal::RunId> tidy(const journal::RunId& own_run, const IsApplied& is_applied,
                                   Time now);

  /// Bytes on disk at the last tidy().
  std::uint64_t bytes() const noexcept { return bytes_; }

 private:
  Options options_;
  metrics::Metrics& metrics_;
  std::uint64_t bytes_ = 0;
};

}  // namespace readcount::pipeline
