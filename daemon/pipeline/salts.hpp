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
/// A day's salt expires in the store two days after the day began. Pings that are told even later
/// get salts of this daemon alone, of the days used last.
///
/// Belongs to the pipeline's executor.
class Salts {
 public:
  using Clock = std::chrono::steady_clock;

  /// The salt of a day. A day without one gets one, and the salts of days that are more than two
  /// away from it are forgotten, but for those used in the last 48 hours by a clock that cannot be
  /// set: the other one may come back from where it jumped to.
  const store::Salt& of(Day day, Clock::time_point now = Clock::now());

  /// The salt of a day for a ping that comes in `today`. The store is not asked for one that it
  /// destroys by then.
  const store::Salt& of(Day day, Day today);

  /// Notes that this is today, as the wall clock has it.
  void use(Day day, Clock::time_point now = Clock::now());

  /// The days whose salts the store has not been asked for and still keeps today.
  std::vector<Day> unconfirmed(Day today) const;

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
  struct Past {
    Day day{};
    store::Salt salt{};
  };

  const store::Salt& of_past(Day day);

  std::map<Day, Known> days_;
  std::vector<Past> past_;  // the one used last stands last
};

}  // namespace readcount::pipeline
