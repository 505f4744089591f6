#pragma once

#include "base/clock.hpp"
#include "ping/ping.hpp"

#include <cstdint>
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

/// What one hour added to one article (or to one site, when the path is empty).
struct Delta {
  ping::Article article;
  Hour hour{};
  std::uint64_t loads = 0;
  std::uint64_t views = 0;
  std::vector<ping::ReaderKey> readers;  ///< of the counted views; may hold one several times
  std::uint64_t new_readers = 0;  ///< of them, new as far as this daemon knows; for show only
};

/// The deltas of one partition, applied whole or not at all.
struct Batch {
  Partition partition = 0;
  RecordNumber from = 0;  ///< the marker before: the last record of this partition already in
  RecordNumber to = 0;    ///< the marker after: the last record whose effect is in here
  std::vector<Delta> deltas;
};

/// An article's totals as the store holds them.
struct Totals {
  std::uint64_t loads = 0;
  std::uint64_t views = 0;
  std::uint64_t readers = 0;

  friend bool operator==(const Totals&, const Totals&) = default;
};

}  // namespace readcount::tally
