#include "pipeline/salts.hpp"

#include <sodium.h>

namespace readcount::pipeline {

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

std::vector<Day> Salts::unconfirmed() const {
  std::vector<Day> days;
  for (const auto& [day, known] : days_) {
    if (!known.confirmed) days.push_back(day);
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
