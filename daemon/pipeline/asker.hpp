#pragma once

#include "base/task_group.hpp"
#include "pipeline/work.hpp"
#include "store/store.hpp"
#include "tally/tally.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <functional>
#include <optional>
#include <vector>

namespace readcount::pipeline {

/// Asks the store for totals that are not in memory: all that one turn of the event loop wants in
/// one round trip, and an article that several wait for once.
///
/// Belongs to the pipeline's executor.
class Asker {
 public:
  /// `finished` is called for each work whose last total has come; after the last of one answer
  /// `all_finished` is.
  Asker(TaskGroup& tasks, store::Store& store, std::function<void(Work*)> finished,
        std::function<void()> all_finished);

  /// Asks for the entry's totals and puts what then is shown into `into`; what was known before, or
  /// nothing, when the store does not answer. Raises work.missing until then.
  void ask(tally::Entry& entry, Work& work, std::optional<tally::Totals>& into);

  /// While false, nothing is asked: the caller answers from memory.
  bool possible() const noexcept { return possible_; }
  void set_possible(bool possible) noexcept { possible_ = possible; }

 private:
  struct Wish {
    Work* work;
    std::optional<tally::Totals>* into;
  };
  using Wishes = boost::unordered_flat_map<tally::Entry*, std::vector<Wish>>;

  asio::awaitable<void> run();
  void fulfil(tally::Entry& entry, const std::vector<Wish>& wishes);

  TaskGroup& tasks_;
  store::Store& store_;
  std::function<void(Work*)> finished_;
  std::function<void()> all_finished_;
  std::vector<tally::Entry*> next_;  // to be asked for in the next round trip
  Wishes wishes_;
  bool scheduled_ = false;
  bool possible_ = false;
};

}  // namespace readcount::pipeline
