#pragma once

#include "base/clock.hpp"
#include "base/problem.hpp"
#include "query/zone.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace readcount::query {

/// The rows of a series, and the finest unit that a period is rounded to.
enum class Step { minute, hour, day, month };

std::string_view name_of(Step step) noexcept;

/// A step by its name; bad_parameter for another word.
Checked<Step> parse_step(std::string_view name);

/// The first moment of which there can be counts.
inline constexpr Second kBeginning{kEarliest};

/// What time a question is about: [from, to). `to` is never later than the end of this minute, and
/// `from` never earlier than kBeginning.
struct Period {
  std::string name;  ///< as asked, "24h"; empty when from and to were given
  Second from{};
  Second to{};
  Step unit = Step::hour;  ///< the step that fits it
  bool all = false;        ///< from the beginning until now
};

/// What a question says of its time; empty: not said.
struct AskedTime {
  std::string period;
  std::string from;
  std::string to;
};

/// Reads a period.
///
///  - `Nm`, `Nh`, `Nd`: this minute, hour (UTC) or local day, unfinished as it is, and the N - 1
///    before it, so that a series of this step has N rows
///  - `today`, `yesterday`: local days
///  - `all`: everything
///  - `from` and `to`: RFC 3339, or a date, which as `from` is its first moment and as `to` its
///  last
///    (2026-11-01 to 2026-11-30 is November). Without `to` until now
///
/// Refuses with bad_parameter what it cannot read, and with bad_period what is empty: from after
/// to, in the future, or before kBeginning.
Checked<Period> parse_period(const AskedTime& asked, const Zone& zone, Time now);

}  // namespace readcount::query
