#pragma once

#include "ping/ping.hpp"
#include "tally/batch.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace readcount::tally {

/// What the journal keeps of a ping: the decision, so that a replay needs nothing that a crash
/// loses. A record counts one load of its article and of its site, and one view when `counted`.
struct Record {
  ping::Article article;
  Time at{};
  ping::ReaderKey reader = 0;
  bool counted = false;     ///< false: a repeat
  bool new_reader = false;  ///< of a counted view: new to the article, as far as was known
};

/// Calls `visit` with each partition that a record touches: its article's and its site's.
template <class Visit>
void for_each_partition(const Record& record, Visit&& visit) {
  const auto article = partition_of(record.article);
  const auto site = partition_of({record.article.site, {}});
  visit(article);
  if (site != article) visit(site);
}

/// Appends the payload of a record to `out` (journal/FORMAT.md, "Payload").
void encode(const Record& record, std::string& out);

/// Reads a payload. Nothing for one that encode() did not write.
std::optional<Record> decode(std::string_view payload);

}  // namespace readcount::tally
