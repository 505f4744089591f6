#pragma once

#include "metrics/metrics.hpp"

#include <atomic>
#include <cstddef>
#include <memory>

namespace readcount::api {

/// How many streams may be open at a time, of all workers together. Any thread.
class StreamSlots {
 public:
  explicit StreamSlots(prometheus::Gauge& open) : open_(open) {}
  StreamSlots(const StreamSlots&) = delete;
  StreamSlots& operator=(const StreamSlots&) = delete;

  /// A slot out of so many, given back when its last copy goes; null: all are taken.
  std::shared_ptr<void> take(std::size_t most);

 private:
  void give_back() noexcept;

  std::atomic<std::size_t> taken_{0};
  prometheus::Gauge& open_;
};

}  // namespace readcount::api
