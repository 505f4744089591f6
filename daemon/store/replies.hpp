#pragma once

#include "store/codec.hpp"
#include "store/store.hpp"

#include <cstddef>
#include <span>

// What the answers of Redis say, as pure functions. An error answer becomes a failure by its kind
// (classify.hpp); an answer of another shape than asked for becomes `away`, since then it is not
// the answer to this question and the connection is of no use.

namespace readcount::store {

/// The answer of the apply script to a batch with so many deltas.
Result<Applied> decode_applied(const Reply& reply, std::size_t deltas);

/// The answer to read_markers() for so many producers, in their order. A missing marker is 0, one
/// that is no number is refused: guessing would count twice.
Result<std::vector<tally::RecordNumber>> decode_markers(const Reply& reply, std::size_t producers);

/// The answer to read_retired(): the runs that were retired before the day.
Result<std::vector<std::string>> decode_retired(const Reply& reply, Day before);

/// The answer to read_totals(). What is missing, negative or no number counts as 0, and so does a
/// key of a wrong type: one broken article must not take the others away.
Result<tally::Totals> decode_totals(const Reply& reply);

/// The answer to read_salt().
Result<Salt> decode_salt(const Reply& reply);

/// The answer to a command whose value does not matter.
Result<void> decode_done(std::string_view doing, const Reply& reply);

/// An answer that cannot be one to our question.
Failure nonsense(std::string_view doing);

}  // namespace readcount::store
