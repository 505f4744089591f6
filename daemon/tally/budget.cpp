#include "tally/budget.hpp"

#include <chrono>

namespace readcount::tally {

bool Budget::has_room(std::string_view site, Time now) {
  begin_hour(now);
  const auto own = options_.own.find(site);
  return spent_by(site) < (own == options_.own.end() ? options_.most : own->second);
}

void Budget::spend(std::string_view site, Time now) {
  begin_hour(now);
  ++spent_by(site);
}

void Budget::give_back(std::string_view site) {
  auto& spent = spent_by(site);
  if (spent > 0) --spent;
}

void Budget::begin_hour(Time now) {
  const auto hour = hour_of(now);
  // The hour before is that of pings which others overtook; further back, the clock was set.
  if (hour == hour_ || hour == hour_ - std::chrono::hours{1}) return;
  hour_ = hour;
  spent_.clear();
}

std::size_t& Budget::spent_by(std::string_view site) { return spent_[std::string(site)]; }

}  // namespace readcount::tally
