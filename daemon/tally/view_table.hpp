#pragma once

#include "base/clock.hpp"

#include <boost/intrusive/list.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ratio>
#include <utility>

namespace readcount::tally {

/// Page views that gave a sign of life lately, and what each has reported of itself.
///
/// How it works: a view is live for 45 s after its last sign of life, then silent, then, `kept`
/// after that sign, forgotten. Both limits are the same for all, so two lists that are ordered by
/// the last sign hold them, and what is over stands in front: a sign of life moves a view to the
/// end of the live list and allocates nothing; expire() never looks at a view it does not move. At
/// `max_views` the view that is silent for longest makes room, even if it is live still.
///
/// Who keeps count of the live views of each article is told of every change: open() begins one,
/// touch() says when a silent one is back, `ended(article)` is called for each that falls silent.
/// `ended` must not call the table.
///
/// Times are those of arrival, by the wall clock. What passes is measured between one call and the
/// next, from 0 to 20 s a call: a clock that is set forward or back ends nobody's reading, as long
/// as expire() is called every second. About 100 bytes a view. Not thread-safe.
class ViewTable {
 public:
  static constexpr std::chrono::seconds kSilence{45};
  static constexpr std::chrono::seconds kMaxStep{20};

  /// Time on the table's own clock, which no one sets.
  using Elapsed = std::chrono::duration<std::uint32_t, std::deci>;

  /// Of a view's running total, seconds (from, to] that were reported and have not come here: one
  /// such gap is known, the newest.
  struct Gap {
    std::uint32_t from = 0;
    std::uint32_t to = 0;
  };

  struct View : boost::intrusive::list_base_hook<
                    boost::intrusive::link_mode<boost::intrusive::normal_link>> {
    std::uint64_t key = 0;
    std::uint64_t article = 0;  ///< its hash
    Time began{};
    Elapsed opened{};           ///< the same moment on the table's clock
    Elapsed seen{};             ///< its last sign of life
    std::uint32_t engaged = 0;  ///< seconds: the running total that is counted
    std::uint8_t scroll = 0;    ///< the deepest quarter that is counted
    bool live = true;
    bool has_begun = false;     ///< false: known by what came after its beginning only
    bool is_view = true;        ///< false: a repeat
    bool is_completed = false;  ///< its completion was counted
    Gap gap;
    std::uint32_t section = 0;  ///< what it counts for besides article and site: numbers of the
    std::uint32_t author = 0;   ///< caller's
  };

  /// `kept` is at least kSilence.
  ViewTable(std::size_t max_views, std::chrono::seconds kept);
  ~ViewTable();
  ViewTable(const ViewTable&) = delete;
  ViewTable& operator=(const ViewTable&) = delete;

  /// The view, if it is known. Valid until the next open() or expire().
  View* find(std::uint64_t key) const;

  /// A view begins, and is live. Precondition: find(key) is null.
  template <class Ended>
  View& open(std::uint64_t key, std::uint64_t article, Time now, Ended&& ended) {
    pass(now);
    if (index_.size() >= max_views_) {
      if (silent_.empty()) {
        ++evictions_.live;
        ended(silence(live_.front()));
      } else {
        ++evictions_.silent;
      }
      forget(silent_.front());
    }
    return insert(key, article, now);
  }

  /// A view has given no sign of life for long. True: it was live.
  bool silence_now(View& view);

  /// Forgets a view, as if it had not begun. True: it was live.
  bool close(View& view);

  /// A sign of life. True: the view was silent, so its article has one live view more.
  bool touch(View& view, Time now);

  /// Ends the views that gave no sign of life for kSilence, and forgets the old ones.
  template <class Ended>
  void expire(Time now, Ended&& ended) {
    pass(now);
    while (!live_.empty() && since(live_.front().seen) >= kSilence) {
      ended(silence(live_.front()));
    }
    while (!silent_.empty() && since(silent_.front().seen) >= kept_) forget(silent_.front());
  }

  /// The most seconds that a view can have been engaged by now: those since it began, and 2 s for
  /// the way; a day at most. By the wall clock or the table's own, whichever says more.
  std::uint32_t most_engaged(const View& view, Time now) const noexcept;

  std::size_t size() const noexcept { return index_.size(); }
  std::size_t live() const noexcept { return index_.size() - silent_.size(); }

  /// Views that had to make room: while they were live, and before they were silent for long.
  struct Evictions {
    std::uint64_t live = 0;
    std::uint64_t silent = 0;
  };
  const Evictions& evictions() const noexcept { return evictions_; }

 private:
  using Views = boost::intrusive::list<View>;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::uint64_t key) const noexcept { return key; }
    std::size_t operator()(const View* view) const noexcept { return view->key; }
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(std::uint64_t a, const View* b) const noexcept { return a == b->key; }
    bool operator()(const View* a, std::uint64_t b) const noexcept { return a->key == b; }
    bool operator()(const View* a, const View* b) const noexcept { return a == b; }
  };

  void pass(Time now) noexcept;
  Elapsed clock() const noexcept { return std::chrono::duration_cast<Elapsed>(elapsed_); }
  std::chrono::milliseconds since(Elapsed moment) const noexcept { return elapsed_ - moment; }
  View& insert(std::uint64_t key, std::uint64_t article, Time now);
  std::uint64_t silence(View& view) noexcept;
  void forget(View& view) noexcept;

  std::size_t max_views_;
  std::chrono::seconds kept_;
  Time last_{};                           ///< the wall clock at the last call
  std::chrono::milliseconds elapsed_{0};  ///< the table's own clock
  Views live_;                            // both: the longest without a sign of life first
  Views silent_;
  boost::unordered_flat_set<View*, Hash, Equal> index_;
  Evictions evictions_;
};

}  // namespace readcount::tally
