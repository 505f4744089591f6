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

struct Program::Piece {
  explicit Piece(const tally::Delta& d)
      : delta(d),
        kind(tally::kind_of(d.article)),
        of_day(day_of_hour(d.hour)),
        month(month_text(of_day)),
        day(day_text(of_day)),
        hour(hour_text(d.hour)) {}

  std::string hours_expire() const {
    return kind == tally::SubjectKind::article
               ? unix_time(of_day + std::chrono::days(1) + kHoursStay)
               : std::string();
  }

  const tally::Delta& delta;
  tally::SubjectKind kind;
  Day of_day;
  std::string month;
  std::string day;
  std::string hour;
  std::size_t article_key = 0;
  std::size_t hours_key = 0;
};

}  // namespace readcount::store
