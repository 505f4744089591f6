#include "query/zone.hpp"

#include "base/nearest.hpp"
#include "ping/text.hpp"

#include <boost/beast/core/string.hpp>
#include <date/tz.h>

#include <stdexcept>
#include <vector>

namespace readcount::query {
namespace {

/// The name that was probably meant: a city without its region, or a typing error.
std::string zone_meant_by(std::string_view typed) {
  std::vector<std::string> names;
  for (const auto& zone : date::get_tzdb().zones) {
    const std::string& name = zone.name();
    const auto city = std::string_view(name).substr(name.rfind('/') + 1);
    if (boost::beast::iequals(city, typed)) return name;
    names.push_back(name);
  }
  return nearest(typed, names);
}

Problem unknown_zone(std::string_view typed) {
  const auto meant = zone_meant_by(typed);
  return {Code::unknown_zone, "there is no time zone " + ping::in_quotes(typed) +
                                  (meant.empty() ? "; use an IANA name such as Europe/Berlin"
                                                 : "; did you mean " + meant + '?')};
}

std::string two_digits(long number) {
  auto text = std::to_string(number);
  return text.size() < 2 ? "0" + text : text;
}

}  // namespace

Checked<Zone> Zone::find(std::string_view name) {
  Zone found;
  if (name == found.name_) return found;
  try {
    const auto& database = date::get_tzdb();
    for (const auto& zone : database.zones) {
      if (zone.name() != name) continue;
      found.name_ = zone.name();
      found.zone_ = &zone;
      found.offset_at({});  // reads the zone's file, which may be broken
      return found;
    }
    return unknown_zone(name);
  } catch (const std::runtime_error&) {
    return Problem{Code::unknown_zone,
                   "this machine has no usable time zone database (package tzdata): use tz=UTC"};
  }
}

std::chrono::seconds Zone::offset_at(Second time) const {
  return zone_ == nullptr ? std::chrono::seconds(0) : zone_->get_info(time).offset;
}

Date Zone::date_at(Second time) const {
  return Date(std::chrono::floor<std::chrono::days>(time + offset_at(time)));
}

Second Zone::begin_of(Date date) const { return at(date, std::chrono::seconds(0)); }

Second Zone::at(Date date, std::chrono::seconds time_of_day) const {
  const Second as_utc = std::chrono::sys_days(date) + time_of_day;
  if (zone_ == nullptr) return as_utc;
  const date::local_seconds local(as_utc.time_since_epoch());
  const auto info = zone_->get_info(local);
  if (info.result == date::local_info::nonexistent) return info.first.end;
  return as_utc - info.first.offset;
}

std::string Zone::text_of(Second time) const {
  const auto offset = offset_at(time);
  const auto local = time + offset;
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const Date date(day);
  const std::chrono::hh_mm_ss clock(local - day);
  std::string text = std::to_string(static_cast<int>(date.year())) + '-' +
                     two_digits(static_cast<unsigned>(date.month())) + '-' +
                     two_digits(static_cast<unsigned>(date.day())) + 'T' +
                     two_digits(clock.hours().count()) + ':' + two_digits(clock.minutes().count()) +
                     ':' + two_digits(clock.seconds().count());
  if (zone_ == nullptr) return text + 'Z';
  const std::chrono::hh_mm_ss apart(offset);
  return text + (apart.is_negative() ? '-' : '+') + two_digits(apart.hours().count()) + ':' +
         two_digits(apart.minutes().count());
}

}  // namespace readcount::query
