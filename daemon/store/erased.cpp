#include "store/erased.hpp"

#include "store/piece.hpp"
#include "store/stay.hpp"
#include "tally/subject.hpp"

#include <algorithm>

namespace readcount::store {
namespace {

using std::chrono::days;
using std::chrono::hours;

// Whatever is set here: another daemon may let things stay for longer, or this one did. And the
// places of the keys in their row are the same on all of them.
constexpr const auto& kMost = kMostLifetimes;
constexpr hours kReaders = kDayReadersStay + hours(24);  // of a day
constexpr hours kHourReaders = kHourReadersStay + hours(2);

/// A thing of a day that stays so long behind it was begun at the earliest on this one.
Day first_day(Hour now, days stay) { return day_of_hour(now) - stay - days(1); }

}  // namespace

std::vector<std::string> keys_of_article(const Keys& keys, std::string_view tag,
                                         const ping::Article& article, Hour now) {
  std::vector<std::string> all{keys.article(tag, article)};
  for (auto day = first_day(now, std::max({kMost.hours, kMost.engagement, kMost.sources}));
       day <= day_of_hour(now); day += days(1)) {
    all.push_back(keys.hours(tag, article, day));
    all.push_back(keys.spread(tag, article, day));
    all.push_back(keys.sources(tag, article, day));
  }
  for (auto day = first_day(now, std::chrono::ceil<days>(kReaders)); day <= day_of_hour(now);
       day += days(1)) {
    all.push_back(keys.day_readers(tag, article, day));
  }
  for (auto hour = now - std::max(kMost.minutes + kMinutesMargin, kHourReaders) - hours(1);
       hour <= now; hour += hours(1)) {
    all.push_back(keys.minutes(tag, article, hour));
    all.push_back(keys.hour_readers(tag, article, hour));
  }
  return all;
}

std::vector<std::string> lists_of(const Keys& keys, std::string_view tag,
                                  const ping::Article& subject, Hour now) {
  std::vector<std::string> slots;
  const auto today = day_of_hour(now);
  for (Day day = kEarliest; day <= today; day += days(1)) {
    const std::chrono::year_month_day date(day);
    if (date.day() == std::chrono::day(1)) slots.push_back(month_text(day));
  }
  for (auto day = first_day(now, kMost.day_lists); day <= today; day += days(1)) {
    slots.push_back(day_text(day));
  }
  for (auto hour = now - kMost.hour_lists - hours(1); hour <= now; hour += hours(1)) {
    slots.push_back(day_hour_text(hour));
  }
  std::vector<std::string> all;
  for (const char metric : {'v', 'd', 'e'}) {
    for (const auto& slot : slots) all.push_back(keys.list(tag, metric, subject, slot));
  }
  for (auto day = first_day(now, kTrendStays); day <= today; day += days(1)) {
    all.push_back(keys.trend(tag, subject, day));
  }
  return all;
}

void Program::add_erasure(const Piece& piece) {
  const auto& delta = piece.delta;
  const bool own = piece.kind == tally::SubjectKind::article;
  const auto all = own ? keys_of_article(keys_, tag_, delta.article, delta.hour)
                       : lists_of(keys_, tag_, delta.article, delta.hour);
  words_.add(own ? "D" : "X");
  if (!own) words_.add(delta.erased);
  words_.add(all.size());
  for (const auto& key : all) words_.add(use(key));
}

}  // namespace readcount::store
