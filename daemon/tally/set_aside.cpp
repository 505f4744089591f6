// A page load by a crawler, or one that nobody looks at yet.

#include "tally/tally.hpp"

#include <utility>

namespace readcount::tally {

/// It counts for its site alone: crawlers come to each article of an archive, most of which nobody
/// else reads, and would have the store keep something of all of them.
Decision Tally::set_aside(ping::Ping& ping) {
  Decision decision;
  decision.outcome = *ping.set_aside;
  auto& record = decision.record.emplace();
  record.kind = RecordKind::set_aside;
  record.article = site_of(ping.article);
  record.at = ping.at;
  record.past = ping.past;
  record.sender_class = name_of(*ping.set_aside);
  decision.told = std::move(ping.article);
  return decision;
}

}  // namespace readcount::tally
