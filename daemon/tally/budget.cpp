#include "tally/budget.hpp"

#include <chrono>

namespace readcount::tally {

bool Budget::has_room(std::string_view site, Time now) {
  begin_period(now);
  const auto own = options_.own.find(site);
  return spent_by(site) < (own == options_.own.end() ? options_.most : own->second);
}

void Budget::spend(std::string_view site, Time now) {
  begin_period(now);
  ++spent_by(site);
}

void Budget::give_back(std::string_view site) {
  auto& spent = spent_by(site);
  if (spent > 0) --spent;
}

void Budget::begin_period(Time now) {
  const auto hour = hour_of(now);
  const auto period = hour - hour.time_since_epoch() % options_.period;
  // The one before is that of pings which others overtook; further back, the clock was set.
  if (period == period_ || period == period_ - options_.period) return;
  period_ = period;
  spent_.clear();
}

std::size_t& Budget::spent_by(std::string_view site) {
  const auto found = spent_.find(site);
  return found != spent_.end() ? found->second : spent_[std::string(site)];
}

}  // namespace readcount::tally
