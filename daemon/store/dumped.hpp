#pragma once

#include "dump/line.hpp"
#include "store/arguments.hpp"
#include "store/codec.hpp"
#include "store/failure.hpp"
#include "store/keys.hpp"
#include "tally/batch.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Where the lines of an export stand in Redis, and how they are found there. Pure.

namespace readcount::store {

/// The key that a line is of.
std::string key_of(const Keys& keys, std::string_view tag, const dump::Line& line);

/// When that key expires; nothing: never.
std::optional<std::chrono::sys_seconds> expiry_of(const dump::Line& line,
                                                  const Lifetimes& lifetimes);

/// One step through the keys of all subjects of a site, or of all sites. `cursor` is "0" at first.
Arguments scan_subjects(const Keys& keys, std::string_view cursor, std::string_view site);

/// Some subjects, and where to go on; the cursor "0": these are the last. A subject may come twice.
struct Subjects {
  std::string cursor;
  std::vector<ping::Article> subjects;
};

/// The answer to scan_subjects(). Keys that are not ours are left out.
Result<Subjects> decode_subjects(const Keys& keys, const Reply& reply, std::string_view site);

/// Steps through the keys of some lines at the same time.
class LineScan {
 public:
  /// The lines get their values; they outlive the scan.
  explicit LineScan(std::vector<dump::Line>& lines);

  /// A command for each key that has more; none: all is read.
  std::vector<Arguments> next(const Keys& keys) const;

  /// Takes the answers to next(). A key of a wrong type is empty.
  Result<void> take(const std::vector<Reply>& replies);

 private:
  struct Reading {
    dump::Line* line = nullptr;
    std::string cursor = "0";
    bool repeats = false;  ///< it takes several steps: Redis may give a name in two of them
  };

  static Result<void> take(Reading& reading, const Reply& reply);

  std::vector<Reading> readings_;  ///< those that have more
};

/// Lines of an import in one partition, as a batch.
struct Restoration {
  tally::Partition partition = 0;
  tally::RecordNumber from = 0;
  tally::RecordNumber to = 0;
  std::vector<const dump::Line*> lines;  ///< outlive their apply
};

}  // namespace readcount::store
