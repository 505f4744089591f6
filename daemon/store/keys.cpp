#include "store/keys.hpp"

namespace readcount::store {
namespace {

unsigned long digits(Day day, bool with_day) {
  const std::chrono::year_month_day date(day);
  const auto year = static_cast<unsigned long>(static_cast<int>(date.year()));
  const auto month = year * 100 + static_cast<unsigned>(date.month());
  return with_day ? month * 100 + static_cast<unsigned>(date.day()) : month;
}

}  // namespace

std::string Keys::tagged(std::string_view tag, std::string_view kind,
                         const ping::Article& article) const {
  std::string key;
  key.reserve(prefix_.size() + tag.size() + article.site.size() + article.path.size() + 24);
  key.append(prefix_).append("{").append(tag).append("}:").append(kind).append(":");
  return key.append(article.site).append(article.path);
}

std::string Keys::meta() const { return prefix_ + "meta"; }

std::string Keys::retired() const { return prefix_ + "retired"; }

std::string Keys::upkeep() const { return prefix_ + "upkeep"; }

std::string Keys::salt(Day day) const { return prefix_ + "salt:" + day_text(day); }

std::string Keys::live() const { return prefix_ + "live"; }

std::string Keys::report(std::string_view producer) const {
  return (prefix_ + "live:").append(producer);
}

std::string Keys::redirect_versions() const { return prefix_ + "{redirects}:versions"; }

std::string Keys::redirects(std::string_view site) const {
  return (prefix_ + "{redirects}:of:").append(site);
}

std::string Keys::moves(std::string_view tag) const {
  return prefix_ + "{" + std::string(tag) + "}:moves";
}

std::string Keys::parcel(std::string_view tag, std::string_view move) const {
  return (prefix_ + "{" + std::string(tag) + "}:p:").append(move);
}

std::string Keys::of_article(std::string_view tag, std::string_view name,
                             const ping::Article& article) const {
  return tagged(tag, name.substr(0, 1), article).append(name.substr(1));
}

std::string Keys::parcel_part(std::string_view tag, std::string_view move, std::uint64_t n) const {
  return parcel(tag, move) + ":" + std::to_string(n);
}

std::string Keys::markers(std::string_view tag) const {
  return prefix_ + "{" + std::string(tag) + "}:applied";
}

std::string Keys::article(std::string_view tag, const ping::Article& article) const {
  return tagged(tag, "a", article);
}

std::string Keys::hours(std::string_view tag, const ping::Article& article, Day day) const {
  return tagged(tag, "h", article).append(":").append(day_text(day));
}

std::string Keys::day_readers(std::string_view tag, const ping::Article& article, Day day) const {
  return tagged(tag, "d", article).append(":").append(day_text(day));
}

std::string Keys::hour_readers(std::string_view tag, const ping::Article& article,
                               Hour hour) const {
  return tagged(tag, "u", article).append(":").append(day_hour_text(hour));
}

std::string Keys::minutes(std::string_view tag, const ping::Article& subject, Hour hour) const {
  return tagged(tag, "m", subject).append(":").append(day_hour_text(hour));
}

std::string Keys::spread(std::string_view tag, const ping::Article& subject, Day day) const {
  return tagged(tag, "e", subject).append(":").append(day_text(day));
}

std::string Keys::sources(std::string_view tag, const ping::Article& subject, Day day) const {
  return tagged(tag, "o", subject).append(":").append(day_text(day));
}

std::string Keys::list(std::string_view tag, char metric, const ping::Article& subject,
                       std::string_view slot) const {
  const char kind[] = {'t', ':', metric};
  return tagged(tag, std::string_view(kind, sizeof kind), subject).append(":").append(slot);
}

std::string Keys::trend(std::string_view tag, const ping::Article& subject, Day day) const {
  return tagged(tag, "w", subject).append(":").append(day_text(day));
}

std::string Keys::starts(std::string_view tag, const ping::Article& site) const {
  return tagged(tag, "i", site);
}

std::string tag_of(tally::Partition partition) { return std::to_string(partition); }

std::string month_text(Day day) { return std::to_string(digits(day, false)); }

std::string day_text(Day day) { return std::to_string(digits(day, true)); }

std::string hour_text(Hour hour) {
  return minute_text(static_cast<unsigned>((hour - day_of_hour(hour)).count()));
}

std::string minute_text(unsigned minute) {
  auto text = std::to_string(minute);
  return minute < 10 ? "0" + text : text;
}

std::string day_hour_text(Hour hour) { return day_text(day_of_hour(hour)) + hour_text(hour); }

}  // namespace readcount::store
