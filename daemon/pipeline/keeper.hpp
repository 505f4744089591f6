#pragma once

#include "base/asio.hpp"
#include "journal/writer.hpp"
#include "metrics/metrics.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace readcount::pipeline {

/// When a record counts as kept.
enum class Sync {
  interval,  ///< when write(2) has returned; fdatasync follows within the sync interval
  always,    ///< when fdatasync has returned; one for everything written before it began
};

/// Keeps records: writes them, and syncs them on a thread of its own, so that a slow disk delays
/// answers and nothing else.
///
/// Belongs to the pipeline's executor. stop() before destroying it.
class Keeper {
 public:
  using Kept = std::function<void(bool ok)>;

  /// `interval`: of Sync::interval, what a power cut may cost where a sync takes no longer than
  /// half of it. On a slower disk one sync follows another, and it is what two of them take.
  Keeper(asio::any_io_executor executor, journal::Writer writer, Sync sync,
         std::chrono::milliseconds interval, metrics::Metrics& metrics);

  /// Takes a record, which touches these partitions, into the next batch and gives it its number.
  std::uint64_t stage(std::string_view payload, std::span<const std::uint8_t> partitions) {
    return writer_.stage(payload, partitions);
  }

  /// Writes the batch and calls `kept` once it is kept, or cannot be: at once, or from a later turn
  /// of the executor. Batches are told in the order they were written, those that fail together in
  /// the opposite one.
  void write(Kept kept);

  /// Whether records can be kept: false from a failure on until a probe has succeeded. Write
  /// nothing meanwhile.
  bool able() const noexcept { return able_; }

  /// To be called every second. After a failure it tries, on the sync thread, whether the journal's
  /// disk can be written and synced again; the first try is made without it. Else it looks whether
  /// the journal is still there.
  void watch();

  const journal::Writer& writer() const noexcept { return writer_; }

  /// Syncs what is written and ends the thread's work.
  asio::awaitable<void> stop();

 private:
  using Files = std::vector<std::shared_ptr<journal::File>>;

  void start_sync();
  struct Synced {
    bool ok = true;
    std::uint64_t last_number = 0;  // the last one written when the sync began
    std::chrono::steady_clock::duration took{};
  };

  void synced(const Synced& outcome, std::vector<Kept> waiting);
  void schedule_interval();
  std::string removed() const;
  void leave_segment(std::string_view why);
  void probe();
  void fail(std::string_view what);

  asio::any_io_executor executor_;
  journal::Writer writer_;
  Sync sync_;
  std::chrono::milliseconds interval_;
  metrics::Metrics& metrics_;
  asio::thread_pool sync_thread_{1};
  asio::steady_timer timer_;
  bool timer_runs_ = false;
  bool syncing_ = false;
  bool due_ = false;  // a sync, as soon as the one under way has ended
  bool able_ = true;
  bool probing_ = false;
  std::vector<Kept> waiting_;      // for the next sync
  std::uint64_t last_synced_ = 0;  // the last number that is known to be synced
};

}  // namespace readcount::pipeline
