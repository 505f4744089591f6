// Leads the monotonic clock of this program to its still clock. A symbol of the executable goes
// before the C library's, for the standard library as well.

#include "still_clock.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <ctime>

namespace readcount::pipeline::testing {
namespace {

std::atomic<std::chrono::nanoseconds> now{std::chrono::hours(1)};

}  // namespace

void StillClock::advance(std::chrono::nanoseconds time) { now = now.load() + time; }

std::chrono::nanoseconds StillClock::since_boot() noexcept { return now; }

}  // namespace readcount::pipeline::testing

extern "C" int clock_gettime(clockid_t clock, timespec* time) noexcept {
  if (clock != CLOCK_MONOTONIC) {
    return static_cast<int>(::syscall(SYS_clock_gettime, clock, time));
  }
  const auto now = readcount::pipeline::testing::StillClock::since_boot();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
  time->tv_sec = seconds.count();
  time->tv_nsec = (now - seconds).count();
  return 0;
}
