#pragma once

#include "base/completion.hpp"
#include "base/problem.hpp"
#include "ping/ping.hpp"
#include "tally/batch.hpp"
#include "tally/record.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace readcount::pipeline {

class Inlet;

/// What a coroutine of a worker waits for. It lives in that coroutine's frame; the pipeline holds a
/// pointer to it from hand-over to release, and nobody else touches it meanwhile.
struct Work {
  Inlet* inlet = nullptr;
  std::size_t missing = 0;   ///< totals that the store is still being asked for
  bool is_doubtful = false;  ///< a ping that is decided once the store has told what it knows
  Completion<> done;
};

/// A ping on its way to its answer.
struct PingWork : Work {
  ping::Ping ping;                      ///< its strings are used up by the pipeline
  bool wants_counts = true;             ///< false: the outcome is all that is asked for
  std::optional<Problem> refusal;       ///< set: it could not be kept
  ping::Outcome outcome{};              ///< unless it is refused
  std::optional<tally::Totals> totals;  ///< of a view, with it; nothing: not known or not wanted
  std::uint32_t live = 0;               ///< of a view: page views of its article, read now
};

/// A change by hand on its way to the store.
struct EditWork : Work {
  tally::Record record;            ///< gets its time from the pipeline
  std::optional<Problem> refusal;  ///< set: it could not be kept
  bool applied = false;            ///< false: it is kept, and the store will have it later
};

/// The refusal of what cannot be written down.
Problem cannot_keep();

/// A question for counts.
struct CountsWork : Work {
  std::vector<ping::Article> articles;
  std::vector<std::optional<tally::Totals>> totals;  ///< in the order asked; nothing: not known
  std::vector<std::uint32_t> live;                   ///< read now
};

}  // namespace readcount::pipeline
