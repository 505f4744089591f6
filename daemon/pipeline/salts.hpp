#pragma once

#include "base/clock.hpp"
#include "store/store.hpp"

#include <chrono>
#include <map>
#include <vector>

namespace readcount::pipeline {

/// The readers' salts of the days around now. The store holds the salt that all daemons share;
/// until it has been asked, a random proposal stands in, which becomes the shared one where no
/// other daemon was faster. Nothing of it is ever written to a disk by the daemon.
///
/// Belongs to the pipeline's executor.
class Salts {
 public:
  using Clock = std::chrono::steady_clock;

  /// The salt of a day. A day without one gets one, and the salts of days that are more than two
  /// away from it are forgotten, but for those used in the last 48 hours by a clock that cannot be
  /// set: the other one may come back from where it jumped to.
  const store::Salt& of(Day day, Clock::time_point now = Clock::now());

  /// Notes that this is today, as the wall clock has it.
  void use(Day day, Clock::time_point now = Clock::now());

  /// The days whose salts the store has not been asked for.
  std::vector<Day> unconfirmed() const;

  /// The store was connected anew and may have lost its salts: all are to be asked for again.
  void doubt();

  /// The store's salt of a day.
  void confirm(Day day, const store::Salt& salt);

 private:
  struct Known {
    store::Salt salt{};
    bool confirmed = false;
    Clock::time_point used{};
  };
  std::map<Day, Known> days_;
};

}  // namespace readcount::pipeline
