#pragma once

#include "base/clock.hpp"
#include "tally/names.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace readcount::tally {

/// How many articles (or sections and authors) a site may have that are new, an hour (or a day):
/// what bounds the keys that made-up addresses and names can make. Whoever decides that something
/// is new asks here first.
///
/// Hours and days are UTC's, and what is left of one is not carried over. Times are those of
/// arrival.
/// Not thread-safe; belongs to the tally.
class Budget {
 public:
  struct Options {
    std::size_t most = 50'000;                            ///< of each site, a period
    std::map<std::string, std::size_t, std::less<>> own;  ///< of the sites that have their own
    std::chrono::hours period{1};
  };

  explicit Budget(Options options) : options_(std::move(options)) {}

  /// Other bounds from now on; what was spent is spent.
  void change(Options options) { options_ = std::move(options); }

  bool has_room(std::string_view site, Time now);

  void spend(std::string_view site, Time now);

  /// What was spent is not needed after all.
  void give_back(std::string_view site);

 private:
  void begin_period(Time now);
  std::size_t& spent_by(std::string_view site);

  Options options_;
  Hour period_{};  // when it began
  std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>> spent_;
};

}  // namespace readcount::tally
