#pragma once

#include "base/clock.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

namespace readcount::tally {

/// How many articles a site may have that are new, an hour: what bounds the keys that made-up
/// addresses can make. Whoever decides that an article is new asks here first.
///
/// An hour is one of UTC, and what is left of it is not carried over. Times are those of arrival.
/// Not thread-safe; belongs to the tally.
class Budget {
 public:
  struct Options {
    std::size_t most = 50'000;                            ///< of each site, an hour
    std::map<std::string, std::size_t, std::less<>> own;  ///< of the sites that have their own
  };

  explicit Budget(Options options) : options_(std::move(options)) {}

  bool has_room(std::string_view site, Time now);

  void spend(std::string_view site, Time now);

  /// What was spent is not needed after all.
  void give_back(std::string_view site);

 private:
  void begin_hour(Time now);
  std::size_t& spent_by(std::string_view site);

  Options options_;
  Hour hour_{};
  std::unordered_map<std::string, std::size_t> spent_;
};

}  // namespace readcount::tally
