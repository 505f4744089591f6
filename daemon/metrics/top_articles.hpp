#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace readcount::metrics {

/// The articles of one site that are viewed most now, in bounded memory.
///
/// Each view weighs half as much with every hour, so that today's articles push out yesterday's.
/// Eight times as many articles are watched as are told. One that is not watched takes the place of
/// the last, with the last one's weight (the Space-Saving algorithm): an article with more than its
/// part of the views is always found, whatever else is asked for. Its views count from then on, so
/// that they are never more than there were. Any thread: a lock guards it.
class TopArticles {
 public:
  using Time = std::chrono::steady_clock::time_point;

  struct Row {
    std::string path;
    std::uint64_t views = 0;  ///< since it is watched
  };

  /// Tells of at most `most`; 0: of none.
  explicit TopArticles(std::size_t most);
  ~TopArticles();
  TopArticles(const TopArticles&) = delete;
  TopArticles& operator=(const TopArticles&) = delete;

  /// Tells of at most so many from now on. Of those that are watched the last ones are forgotten.
  void tell_of(std::size_t most);

  void view(std::string_view path, Time now);

  /// Watches it no longer: its next view is the first.
  void forget(std::string_view path);

  /// The most viewed first.
  std::vector<Row> rows() const;

 private:
  struct Watched;

  std::unique_ptr<Watched> watched_;
};

}  // namespace readcount::metrics
