#pragma once

#include "dump/line.hpp"
#include "store/arguments.hpp"
#include "store/codec.hpp"
#include "store/failure.hpp"
#include "store/keys.hpp"
#include "tally/batch.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// How the counts of an article go to another one, which is in another partition. SCHEMA.md,
// "Merging", is the contract. Pure.

namespace readcount::store {

/// A merge whose counts were put aside and have not all arrived.
struct Move {
  std::string id;
  ping::Article from;
  std::string into;  ///< the path of the other article
};

/// A part of what is carried: what one key of the article held.
struct MovedPart {
  std::uint64_t number = 0;  ///< from 1; the same whenever it is read
  std::string name;          ///< the key's kind and time: `a`, `h:20261123`, `u:2026112313`
  dump::Values values{};     ///< of a hash
  std::string readers{};     ///< of a HyperLogLog, as Redis gives it
};

/// The marker of the other partition when all parts are in.
inline constexpr tally::RecordNumber kAllParts = 1'000'000;

/// The name of the merge that a record of a run begins.
std::string move_of(std::string_view producer, tally::RecordNumber number);

/// The producer under which the parts arrive.
std::string producer_of(const Move& move);

ping::Article into_of(const Move& move);

/// What `moves` holds of a merge, and back; nothing for what is none.
std::string text_of(const Move& move);
std::optional<Move> read_move(std::string_view id, std::string_view text);

/// Whether a part's key is a HyperLogLog.
bool has_readers(const MovedPart& part);

/// The pairs of a hash; of a key of a wrong type, or that is not there, none.
Result<dump::Values> decode_pairs(const Reply& reply);

}  // namespace readcount::store
