#pragma once

#include "store/program.hpp"
#include "store/stay.hpp"
#include "tally/subject.hpp"

#include <chrono>
#include <string>

// For the sources of Program.

namespace readcount::store {

inline std::string unix_time(std::chrono::sys_time<std::chrono::seconds> at) {
  return std::to_string(at.time_since_epoch().count());
}

inline std::string minutes_expire(Hour hour, const Lifetimes& lifetimes) {
  return unix_time(hour + std::chrono::hours(1) + lifetimes.minutes + kMinutesMargin);
}

inline std::string seconds_of(std::chrono::seconds time) { return std::to_string(time.count()); }

struct Program::Piece {
  Piece(const tally::Delta& d, const Lifetimes& all)
      : delta(d),
        lifetimes(all),
        kind(tally::kind_of(d.article)),
        of_day(day_of_hour(d.hour)),
        month(month_text(of_day)),
        day(day_text(of_day)),
        hour(hour_text(d.hour)) {}

  std::string hours_expire() const {
    return kind == tally::SubjectKind::article
               ? unix_time(of_day + std::chrono::days(1) + lifetimes.hours)
               : std::string();
  }

  const tally::Delta& delta;
  const Lifetimes& lifetimes;
  tally::SubjectKind kind;
  Day of_day;
  std::string month;
  std::string day;
  std::string hour;
  std::size_t article_key = 0;
  std::size_t hours_key = 0;
};

}  // namespace readcount::store
