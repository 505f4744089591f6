#pragma once

#include "ping/ping.hpp"
#include "tally/batch.hpp"
#include "tally/subject.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace readcount::tally {

/// By how much a page view has got further: its engaged seconds and deepest quarter before and now.
struct Progress {
  Time began{};  ///< of the page view: where it counts
  std::uint32_t engaged_before = 0;
  std::uint32_t engaged = 0;
  std::uint8_t scroll_before = 0;  ///< 0, 25, 50, 75, 100
  std::uint8_t scroll = 0;
  bool is_view = true;     ///< false: of a repeat, which has engaged seconds and nothing else
  bool read = false;       ///< it became a read by this
  bool completed = false;  ///< it became a completion by this
};

/// What a record is of: a ping, or what somebody who may has changed by hand.
enum class RecordKind : std::uint8_t { view, engage, event, start, erase, merge, set_aside };

RecordKind kind_of(ping::Kind kind) noexcept;

/// What the journal keeps of a ping: the decision, so that a replay needs nothing that a crash
/// loses. A `view` counts one load of its subjects, and one view when `counted`; an `engage` its
/// progress; an `event` one of its name. A `start` says how often the article was read before it
/// was counted here, in place of what was said before. An `erase` has the article forgotten: all
/// that was counted of it by the records before, and its lines in the lists of its subjects. A
/// `merge` has all of that go to the article `into`; what was counted by records behind it stays. A
/// `set_aside` is a page load that counts by its class for its site and for nothing else: its
/// article is the site.
struct Record {
  ping::Article article;
  Time at{};  ///< when the ping came in
  ping::ReaderKey reader = 0;
  bool counted = false;     ///< of a view; false: a repeat
  bool new_reader = false;  ///< of a counted view: new to the article, as far as was known
  bool is_new = false;      ///< its article is, so that it spends of its site's budget (budget.hpp)
  RecordKind kind = RecordKind::view;
  std::uint64_t view = 0;               ///< the page view's id, hashed; 0: none
  std::string section;                  ///< the subjects it counts for besides article and site;
  std::string author;                   ///< empty: none
  ping::Sources sources;                ///< of a view
  std::optional<ping::Metadata> about;  ///< of a view that says something new of its article
  Progress progress;                    ///< of an engage
  std::string event;                    ///< of an event: its name
  std::optional<Time> past;             ///< when it happened, if it was told afterwards
  Totals start;                         ///< of a start
  std::string into;                     ///< of a merge: the path of the other article
  std::string told;                     ///< the path told, where `(other)` counts in its place
  std::string sender_class;             ///< of a set_aside: bot or prefetch

  Time happened() const noexcept { return past.value_or(at); }

  /// The time in whose hour it counts: a page view's progress counts where the view does.
  Time counts_at() const noexcept {
    return kind == RecordKind::engage ? progress.began : happened();
  }
};

/// Calls `visit` with each subject of a record: an event's are its article and its site only, that
/// of a load set aside its site.
template <class Visit>
void for_each_subject(const Record& record, Visit&& visit) {
  visit(record.article);
  if (record.kind == RecordKind::set_aside) return;
  visit(site_of(record.article));
  if (record.kind == RecordKind::event) return;
  if (!record.section.empty()) visit(section_of(record.article.site, record.section));
  if (!record.author.empty()) visit(author_of(record.article.site, record.author));
}

/// A record touches at most so many partitions.
inline constexpr std::size_t kMostTouched = 4;

/// Calls `visit` once with each partition that a record touches.
template <class Visit>
void for_each_partition(const Record& record, Visit&& visit) {
  std::array<Partition, kMostTouched> seen{};
  std::size_t count = 0;
  for_each_subject(record, [&](const ping::Article& subject) {
    const auto partition = partition_of(subject);
    const auto* const end = seen.data() + count;
    if (std::find<const Partition*>(seen.data(), end, partition) != end) return;
    seen[count++] = partition;
    visit(partition);
  });
}

/// Appends the payload of a record to `out` (journal/FORMAT.md, "Payload").
void encode(const Record& record, std::string& out);

/// Reads a payload. Nothing for one that encode() did not write.
std::optional<Record> decode(std::string_view payload);

}  // namespace readcount::tally
