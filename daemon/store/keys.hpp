#pragma once

#include "base/clock.hpp"
#include "base/lifetimes.hpp"
#include "ping/article.hpp"
#include "tally/batch.hpp"

#include <string>
#include <string_view>

namespace readcount::store {

/// The names of our keys: SCHEMA.md as code. `tag` is what stands between the braces, a partition's
/// number (tag_of); the dry run has a tag of its own.
class Keys {
 public:
  explicit Keys(std::string prefix) : prefix_(std::move(prefix)) {}

  std::string meta() const;
  std::string retired() const;
  std::string salt(Day day) const;
  std::string live() const;
  std::string report(std::string_view producer) const;
  std::string upkeep() const;
  /// Of all sites, how often their redirects were changed; and the redirects of one.
  std::string redirect_versions() const;
  std::string redirects(std::string_view site) const;

  /// The merges that are under way from a partition; what one of them carries, and its n-th part.
  std::string moves(std::string_view tag) const;
  std::string parcel(std::string_view tag, std::string_view move) const;
  /// The key of an article by its kind and time, as `h:20261123`.
  std::string of_article(std::string_view tag, std::string_view name,
                         const ping::Article& article) const;
  std::string parcel_part(std::string_view tag, std::string_view move, std::uint64_t n) const;
  std::string markers(std::string_view tag) const;
  std::string article(std::string_view tag, const ping::Article& article) const;
  std::string hours(std::string_view tag, const ping::Article& article, Day day) const;
  std::string minutes(std::string_view tag, const ping::Article& subject, Hour hour) const;
  std::string spread(std::string_view tag, const ping::Article& subject, Day day) const;
  std::string sources(std::string_view tag, const ping::Article& subject, Day day) const;

  /// The list of a site's, section's or author's articles by `metric` (a letter of the totals) in a
  /// month, day or hour, as month_text() and the others write it.
  std::string list(std::string_view tag, char metric, const ping::Article& subject,
                   std::string_view slot) const;
  std::string trend(std::string_view tag, const ping::Article& subject, Day day) const;

  /// The start values of a site's articles.
  std::string starts(std::string_view tag, const ping::Article& site) const;

  std::string day_readers(std::string_view tag, const ping::Article& article, Day day) const;
  std::string hour_readers(std::string_view tag, const ping::Article& article, Hour hour) const;

  const std::string& prefix() const noexcept { return prefix_; }

 private:
  std::string tagged(std::string_view tag, std::string_view kind,
                     const ping::Article& article) const;

  std::string prefix_;
};

/// SCHEMA.md's two columns: how keys are named and how long they stay. Both outlive it.
struct Layout {
  const Keys& keys;
  const Lifetimes& lifetimes;
};

std::string tag_of(tally::Partition partition);

/// `202611`.
std::string month_text(Day day);

/// `20261123`.
std::string day_text(Day day);

/// The hour of its day, `00` to `23`.
std::string hour_text(Hour hour);

/// A minute of its hour, `00` to `59`.
std::string minute_text(unsigned minute);

/// `2026112313`.
std::string day_hour_text(Hour hour);

/// The day of an hour. (base's day_of takes milliseconds.)
inline Day day_of_hour(Hour hour) noexcept { return std::chrono::floor<std::chrono::days>(hour); }

}  // namespace readcount::store
