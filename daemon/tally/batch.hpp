#pragma once

#include "base/clock.hpp"
#include "ping/ping.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// What the store is told: sums, not pings. A batch is all that the records (from, to] of one run
// changed in one partition.

namespace readcount::tally {

/// The number of partitions (contract; written into the store when it is created).
inline constexpr unsigned kPartitions = 256;

/// A partition's number, 0 to kPartitions - 1.
using Partition = std::uint16_t;

/// The partition of an article, or with an empty path of a site:
/// CRC-32C of site, NUL, path, modulo kPartitions. Fixed for ever: stores are laid out by it.
Partition partition_of(const ping::Article& article) noexcept;

/// A journal record's number: 1, 2, 3, … within one run.
using RecordNumber = std::uint64_t;

/// What one minute added.
struct MinuteCounts {
  std::uint8_t minute = 0;  ///< of its hour
  std::uint64_t views = 0;
  std::uint64_t reads = 0;
  std::uint64_t engaged = 0;
};

/// Page views by how far they got. Amounts may be negative: a view moves from bucket to bucket.
struct SpreadCounts {
  std::vector<std::pair<std::uint8_t, std::int64_t>> buckets;  ///< see spread.hpp
  std::array<std::uint64_t, 4> scroll{};  ///< that came at least to 25, 50, 75, 100 %
};

/// Views by one of their sources, events by their name, or loads set aside by their class.
struct SourceCount {
  char kind = 0;  ///< the letter of SCHEMA.md
  std::string value;
  std::uint64_t amount = 0;
};

/// What an article added to the lists of its site, section or author.
struct ListCount {
  std::string path;
  std::uint64_t views = 0;
  std::uint64_t reads = 0;
  std::uint64_t engaged = 0;
  double weight = 0;  ///< the views' weight in the trend of their day
};

/// A subject's totals as the store holds them.
struct Totals {
  std::uint64_t loads = 0;
  std::uint64_t views = 0;
  std::uint64_t readers = 0;
  std::uint64_t reads = 0;
  std::uint64_t completions = 0;
  std::uint64_t engaged = 0;  ///< seconds

  friend bool operator==(const Totals&, const Totals&) = default;

  Totals& operator+=(const Totals& other) noexcept;
  Totals& operator-=(const Totals& other) noexcept;
};

/// Readers as they are shown. They are an estimate, which may be above the views; a person who sees
/// both would take that for a fault.
constexpr std::uint64_t shown_readers(std::uint64_t views, std::uint64_t readers) noexcept {
  return readers < views ? readers : views;
}

/// How often an article was read before it was counted here. Of two the later one is true.
struct StartValue {
  std::string path;  ///< of the article
  Time at{};
  Totals value;
};

/// An article whose counts go to another of its site.
struct Merge {
  std::string from;  ///< its path
  std::string into;
};

/// What one hour added to one subject. Engaged seconds, reads and all else that a page view comes
/// to stand in the hour of the view.
struct Delta {
  ping::Article article;  ///< or another subject (subject.hpp)
  Hour hour{};
  std::uint64_t loads = 0;
  std::uint64_t views = 0;
  std::uint64_t reads = 0;
  std::uint64_t completions = 0;
  std::uint64_t engaged = 0;             ///< seconds
  std::vector<ping::ReaderKey> readers;  ///< of the counted views; may hold one several times
  std::uint64_t new_readers = 0;  ///< of them, new as far as this daemon knows; for show only
  std::vector<MinuteCounts> minutes;
  SpreadCounts spread;
  std::vector<SourceCount> sources;     ///< of articles and sites
  std::vector<ListCount> articles;      ///< of all subjects but articles
  std::vector<StartValue> starts;       ///< of articles and sites
  std::string erased;                   ///< an article that is forgotten; its batch has no other
  std::optional<Merge> merged;          ///< the same of an article that is merged
  std::optional<ping::Metadata> about;  ///< of an article; empty texts change nothing
};

/// The deltas of one partition, applied whole or not at all.
struct Batch {
  Partition partition = 0;
  RecordNumber from = 0;  ///< the marker before: the last record of this partition already in
  RecordNumber to = 0;    ///< the marker after: the last record whose effect is in here
  std::vector<Delta> deltas;
};

/// What a delta adds to its subject's totals; readers as far as this daemon knows.
Totals totals_of(const Delta& delta) noexcept;

}  // namespace readcount::tally
