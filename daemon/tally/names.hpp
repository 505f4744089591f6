#pragma once

#include "base/clock.hpp"

#include <boost/unordered/unordered_flat_set.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace readcount::tally {

/// What pages and readers may name freely, so that it has to be bounded.
enum class NameKind : std::uint8_t {
  section,
  author,
  referrer,
  campaign,
  country,
  language,
  event
};
inline constexpr std::size_t kNameKinds = 7;

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept;
};

/// Of each kind, how often.
using NameCounts = std::array<std::uint64_t, kNameKinds>;

/// Admits so many different names of a kind a site and a day; later ones are counted as kOther.
/// The bound is this daemon's: a restart begins anew. Not thread-safe; belongs to the tally.
class Names {
 public:
  /// The name itself, or kOther. An empty name stays empty. The view is `name`'s or a literal's.
  std::string_view admit(std::string_view site, NameKind kind, std::string_view name, Day day);

  /// How admit() would find a name.
  enum class Standing : std::uint8_t {
    admitted,  ///< it was today
    fits,
    beyond,  ///< the bound
  };
  Standing standing(std::string_view site, NameKind kind, std::string_view name, Day day);

  /// admit() of one whose standing was just found: spares looking it up once more.
  std::string_view admit(std::string_view site, NameKind kind, std::string_view name,
                         Standing found);

  /// How often a name was counted as kOther since the start.
  const NameCounts& refused() const noexcept { return refused_; }

 private:
  using Set = boost::unordered_flat_set<std::string, TextHash, std::equal_to<>>;
  using OfSite = std::array<Set, kNameKinds>;

  OfSite& of(std::string_view site);
  void begin(Day day);

  Day day_{};
  std::unordered_map<std::string, OfSite, TextHash, std::equal_to<>> sites_;
  std::pair<const std::string, OfSite>* last_ = nullptr;  // asked for; mostly it is asked for again
  NameCounts refused_{};
};

/// Keeps one copy of each text that many articles share, under a number. At its bound it gives out
/// the number of kOther.
class TextPool {
 public:
  /// The text's number; 0 for an empty text.
  std::uint32_t keep(std::string_view text);

  /// The text of a number; empty for 0. Valid as long as the pool.
  std::string_view text(std::uint32_t number) const noexcept;

  /// How often a text was taken for kOther, at the bound.
  std::uint64_t refused() const noexcept { return refused_; }

 private:
  std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>> numbers_;
  std::vector<const std::string*> texts_;
  std::uint64_t refused_ = 0;
};

}  // namespace readcount::tally
