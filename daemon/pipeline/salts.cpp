#include "pipeline/salts.hpp"

#include <sodium.h>

#include <algorithm>

namespace readcount::pipeline {
namespace {

constexpr std::size_t kPastDays = 3;

/// Whether the store keeps the salt of a day, which it does for two days from the day's begin.
bool is_shared(Day day, Day today) { return day >= today - std::chrono::days{1}; }

}  // namespace

const store::Salt& Salts::of(Day day, Clock::time_point now) {
  if (const auto it = days_.find(day); it != days_.end()) return it->second.salt;

  constexpr std::chrono::days kKept{2};
  std::erase_if(days_, [&](const auto& known) {
    const bool is_far = known.first < day - kKept || known.first > day + kKept;
    return is_far && now - known.second.used > kKept;
  });
  auto& made = days_[day];
  made.used = now;
  randombytes_buf(made.salt.data(), made.salt.size());
  return made.salt;
}

const store::Salt& Salts::of(Day day, Day today) {
  return is_shared(day, today) ? of(day) : of_past(day);
}

const store::Salt& Salts::of_past(Day day) {
  const auto found =
      std::find_if(past_.begin(), past_.end(), [day](const Past& past) { return past.day == day; });
  if (found != past_.end()) {
    std::rotate(found, found + 1, past_.end());
    return past_.back().salt;
  }
  if (past_.size() == kPastDays) past_.erase(past_.begin());
  auto& made = past_.emplace_back();
  made.day = day;
  if (const auto known = days_.find(day); known != days_.end()) {
    made.salt = known->second.salt;  // it was shared when the day's first pings came
  } else {
    randombytes_buf(made.salt.data(), made.salt.size());
  }
  return made.salt;
}

std::vector<Day> Salts::unconfirmed(Day today) const {
  std::vector<Day> days;
  for (const auto& [day, known] : days_) {
    if (!known.confirmed && is_shared(day, today)) days.push_back(day);
  }
  return days;
}

void Salts::doubt() {
  for (auto& [day, known] : days_) known.confirmed = false;
}

void Salts::confirm(Day day, const store::Salt& salt) {
  auto& known = days_[day];
  known.salt = salt;
  known.confirmed = true;
}

void Salts::use(Day day, Clock::time_point now) {
  of(day, now);
  days_[day].used = now;
}

}  // namespace readcount::pipeline
