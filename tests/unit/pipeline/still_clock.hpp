#pragma once

#include <chrono>

namespace readcount::pipeline::testing {

/// The steady_clock of this program: it stands still until it is told to go on, so that a test
/// waits through seconds of time-outs in no time, and the same way each time. One thread
/// moves it; any thread may look.
class StillClock {
 public:
  static void advance(std::chrono::nanoseconds time);
  static std::chrono::nanoseconds since_boot() noexcept;
};

}  // namespace readcount::pipeline::testing
