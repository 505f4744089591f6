#pragma once

#include "base/clock.hpp"
#include "store/arguments.hpp"
#include "store/codec.hpp"
#include "store/failure.hpp"
#include "store/keys.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Lists of articles whose month, day or hour is over lose their lower end: nobody asks for it, and
// it would cost more than the articles' own counts.

namespace readcount::store {

/// How many articles a list keeps once its slot is over, `key` being the list's; nothing for a list
/// that is still growing, and for what is no list. A slot is over an hour after its end.
std::optional<std::size_t> most_in(std::string_view key, Time now, const Lifetimes& lifetimes);

/// One step over all lists of the store: SCAN.
Arguments find_lists(const Keys& keys, std::string_view cursor);

/// The answer to find_lists(): the next cursor, "0" after the last step, and the keys of lists.
struct FoundLists {
  std::string cursor;
  std::vector<std::string> keys;
};
Result<FoundLists> decode_lists(const Reply& reply);

/// How long a list is.
Arguments read_length(std::string_view key);

/// Removes the lowest of a list, a part at a time, until `most` of `length` are left.
std::vector<Arguments> cut_list(std::string_view key, std::size_t length, std::size_t most);

/// Takes the turn to look over all lists, if nobody did within the last hour.
Arguments take_turn(const Keys& keys, std::string_view producer);

}  // namespace readcount::store
