#pragma once

#include "base/problem.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace date {
class time_zone;
}

namespace readcount::query {

/// An instant, to the second.
using Second = std::chrono::sys_seconds;

using Date = std::chrono::year_month_day;

/// A time zone by its IANA name, out of the system's time zone database (tzdata). "UTC" needs no
/// database. A value; any thread.
class Zone {
 public:
  /// UTC.
  Zone() = default;

  /// Refuses a name that the database does not have (unknown_zone), and suggests the one that was
  /// probably meant.
  static Checked<Zone> find(std::string_view name);

  const std::string& name() const noexcept { return name_; }

  /// The local date at an instant.
  Date date_at(Second time) const;

  /// The first instant of a local day. Clocks that skip midnight begin the day later; where
  /// midnight comes twice, it is the first one.
  Second begin_of(Date date) const;

  /// The same for a local time of a day; one that clocks skip is the instant of the skip.
  Second at(Date date, std::chrono::seconds time_of_day) const;

  /// RFC 3339 in local time with the zone's offset: 2026-10-25T02:00:00+01:00, in UTC with a Z.
  std::string text_of(Second time) const;

 private:
  std::chrono::seconds offset_at(Second time) const;

  std::string name_ = "UTC";
  const date::time_zone* zone_ = nullptr;  // of the database, which is never freed; null: UTC
};

}  // namespace readcount::query
