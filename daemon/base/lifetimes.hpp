#pragma once

#include <chrono>
#include <cstddef>

namespace readcount {

/// How long what is counted by time stays in the store behind its hour or day, and how much of a
/// list does once its time is over: --keep-… (SCHEMA.md, "Keys"). The store lets things expire by
/// this, and questions are planned by the same.
struct Lifetimes {
  std::chrono::hours minutes{48};
  std::chrono::days hours{90};  ///< of articles; those of sites, sections and authors stay for ever
  std::chrono::days engagement{90};     ///< engaged time and scroll depth, by the day
  std::chrono::days sources{90};        ///< of articles, by the day
  std::chrono::days site_sources{400};  ///< the same of sites
  std::chrono::days hour_lists{35};
  std::chrono::days day_lists{100};     ///< not shorter than hour_lists: those of days stand in
  std::size_t listed = 1000;            ///< articles in a section's or an author's, and any hour's
  std::size_t listed_of_site = 10'000;  ///< articles in a site's by the day and month

  friend bool operator==(const Lifetimes&, const Lifetimes&) = default;
};

/// The least that may be set. Lists are exact to the minute for 6 hours, and what is asked most, of
/// the last 24 hours, lies in two days; a row of two days has hours.
inline constexpr Lifetimes kLeastLifetimes{std::chrono::hours(6),
                                           std::chrono::days(3),
                                           std::chrono::days(2),
                                           std::chrono::days(2),
                                           std::chrono::days(2),
                                           std::chrono::days(2),
                                           std::chrono::days(2),
                                           100,
                                           100};

/// The most. To forget or to merge an article, all keys that it may have are named to one script;
/// and of a list the first 10 000 are looked at.
inline constexpr Lifetimes kMostLifetimes{std::chrono::hours(168),
                                          std::chrono::days(400),
                                          std::chrono::days(400),
                                          std::chrono::days(400),
                                          std::chrono::days(1100),
                                          std::chrono::days(60),
                                          std::chrono::days(400),
                                          10'000,
                                          10'000};

}  // namespace readcount
