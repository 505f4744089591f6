#include "cli/commands/flags.hpp"

#include <algorithm>

namespace readcount::cli {

const std::vector<Flag>& flags() {
  using Takes = Flag::Takes;
  static const std::vector<Flag> kAll{
      {"site", "HOST", "The site, if the daemon counts several", Takes::anything, {}},
      {"url", "", "One article alone; --url may be left out", Takes::anything, {}},
      {"section", "NAME", "One section alone", Takes::anything, {}},
      {"author", "NAME", "One author alone", Takes::anything, {}},
      {"metric",
       "METRIC",
       "What to show: views, readers, reads or\nengaged (seconds)",
       Takes::one_of_words,
       {"views", "readers", "reads", "engaged"}},
      {"by",
       "KIND",
       "What to tell apart: referrer, channel,\ncampaign, device, country, language, class\nor "
       "event",
       Takes::anything,
       {"referrer", "channel", "campaign", "device", "country", "language", "class", "event"}},
      {"period",
       "PERIOD",
       "The time until now: 30m, 24h, 7d, …,\ntoday, yesterday or all",
       Takes::anything,
       {"30m", "24h", "7d", "30d", "today", "yesterday", "all"}},
      {"from", "TIME", "Where the time begins, e.g. 2026-11-01", Takes::anything, {}},
      {"to", "TIME", "Where it ends; 2026-11-01 includes that day", Takes::anything, {}},
      {"step",
       "STEP",
       "A row for each minute, hour, day or month",
       Takes::one_of_words,
       {"minute", "hour", "day", "month"}},
      {"tz",
       "ZONE",
       "Where days begin, e.g. Europe/Istanbul;\nwithout it UTC",
       Takes::anything,
       {}},
      {"views", "N", "How many views it had", Takes::amount, {}},
      {"readers", "N", "How many readers", Takes::amount, {}},
      {"reads", "N", "How many reads", Takes::amount, {}},
      {"completions", "N", "How many completions", Takes::amount, {}},
      {"engaged", "SECONDS", "How many engaged seconds", Takes::amount, {}},
      {"limit", "N", "At most so many rows; without it 10", Takes::number, {}}};
  return kAll;
}

std::vector<Flag> flags_named(const std::vector<std::string>& names) {
  std::vector<Flag> found;
  for (const auto& flag : flags()) {
    if (std::find(names.begin(), names.end(), flag.name) != names.end()) found.push_back(flag);
  }
  return found;
}

const char* const kTimesHelp = R"(Times:
  --period  goes back from now: minutes (30m), hours (24h) or days (7d), as many
            as you like, of which the last is the present one; or today,
            yesterday, all.
  --from, --to  take its place. Each is a date or a time with its distance from
            UTC (2026-11-01T18:00:00+03:00, 2026-11-01T15:00:00Z). A date is its
            first moment in --from and its last one in --to: --from 2026-11-01
            --to 2026-11-30 is November. Without --to it is until now.
)";

const char* const kZonesHelp =
    R"(  --tz      is a name of the time zone database: Europe/Istanbul,
            America/New_York, UTC ("timedatectl list-timezones" lists them).
            Days and months begin at its midnight, also where a change of the
            clock makes a day of 23 or 25 hours.
)";

}  // namespace readcount::cli
