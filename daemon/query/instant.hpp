#pragma once

#include "query/zone.hpp"

#include <optional>
#include <string_view>

namespace readcount::query {

/// What a time stands for as a beginning and as an end: the same instant, but for a date.
struct Instant {
  Second begin;
  Second end;
};

/// Reads RFC 3339 (2026-11-23T13:00:00+01:00, seconds may be left out, fractions are dropped; a
/// time without an offset is the zone's) or a date (2026-11-23, the zone's day). `name` names the
/// parameter in the refusal, bad_parameter.
Checked<Instant> parse_instant(std::string_view text, std::string_view name, const Zone& zone);

/// Reads the date at the beginning of a text, YYYY-MM-DD; nothing unless there is one of the years
/// 1970 to 2999.
std::optional<Date> date_in(std::string_view text);

}  // namespace readcount::query
