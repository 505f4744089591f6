#pragma once

#include "base/asio.hpp"
#include "base/problem.hpp"
#include "store/store.hpp"
#include "tally/record.hpp"

#include <string>

namespace readcount::pipeline {

class Pipeline;

/// A merge that may be journalled.
struct MergePlan {
  tally::Record record;  ///< for Inlet::edit()
  tally::Totals of_old;  ///< what the store has of the old article by itself
};

/// Merges of articles: from the redirect on, which comes first, so that what a crash leaves undone
/// is found by it.
///
/// Its methods may be awaited on any executor; the work is done on the pipeline's. The store and
/// the pipeline outlive it.
class Merges {
 public:
  Merges(Pipeline& pipeline, store::Store& store);
  Merges(const Merges&) = delete;
  Merges& operator=(const Merges&) = delete;

  /// Has the old article lead to the other one, unless `dry_run`, and says what is to be
  /// journalled.
  asio::awaitable<Checked<MergePlan>> begin(ping::Article from, std::string into, bool dry_run);

  /// Lets all that merges have put aside arrive; that of `into` shows from then on.
  asio::awaitable<Checked<bool>> finish(ping::Article into);

 private:
  asio::awaitable<Checked<MergePlan>> begin_there(ping::Article from, std::string into,
                                                  bool dry_run);
  asio::awaitable<Checked<bool>> finish_there(ping::Article into);

  Pipeline& pipeline_;
  store::Store& store_;
};

/// The record of a merge, filed under what the store knows of the old article, or else of the
/// other.
asio::awaitable<store::Result<tally::Record>> merge_record(store::Store& store, ping::Article from,
                                                           std::string into);

}  // namespace readcount::pipeline
