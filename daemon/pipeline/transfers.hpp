#pragma once

#include "base/asio.hpp"
#include "base/problem.hpp"
#include "dump/part.hpp"
#include "pipeline/export.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace readcount::pipeline {

class Pipeline;

/// What became of a part of an import.
struct Imported {
  std::uint64_t fresh = 0;    ///< lines that were not in before
  std::uint64_t damaged = 0;  ///< values that a broken key swallowed; the log names them
};

/// Exports and imports.
///
/// An import is a run of its own: the file's id is the producer, its lines are the records, and
/// each line is applied to its subject's partition by the script that applies all else, once, as
/// the partition's marker says. Each part moves the markers of all partitions to its last line, so
/// that a part which is not the next one is told. Nothing ever removes the markers of a file.
///
/// What a file from before a merge says of an old article is merged again.
///
/// Its methods may be awaited on any executor; the work is done on the pipeline's. Pipeline and
/// store outlive it.
class Transfers {
 public:
  Transfers(Pipeline& pipeline, store::Store& store);
  Transfers(const Transfers&) = delete;
  Transfers& operator=(const Transfers&) = delete;

  /// Everything of a site; of all sites for an empty `site`.
  std::shared_ptr<Export> begin_export(std::string site, Time now);

  /// Export::next().
  asio::awaitable<Checked<std::string>> next(std::shared_ptr<Export> from);

  /// Applies what of the part is not in yet, or, with `dry_run`, tells how much that is. After a
  /// failure the same part may be given again.
  asio::awaitable<Checked<Imported>> import(dump::Part part, bool dry_run);

 private:
  asio::awaitable<Checked<Imported>> take(dump::Part part, bool dry_run);
  asio::awaitable<Checked<std::uint64_t>> restore(std::string producer,
                                                  std::vector<store::Restoration> round);

  void follow(const dump::Line& line);

  Pipeline& pipeline_;
  store::Store& store_;
};

/// What of a part comes next, by the markers of its partitions: of each at most as much as one call
/// of the script should have. Empty: all of it is in. Pure.
std::vector<store::Restoration> next_round(const dump::Part& part, const store::Markers& markers);

}  // namespace readcount::pipeline
