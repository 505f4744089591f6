#include "tally/tally.hpp"

#include "tally/article_hash.hpp"
#include "tally/sum.hpp"

#include <algorithm>
#include <bitset>

namespace readcount::tally {
namespace {

void add_to(Entry& entry, const Record& record) {
  entry.unapplied += totals_of(record, kind_of(entry.article));
}

/// Whether a subject's totals are held in memory.
bool is_held(const ping::Article& subject) {
  const auto kind = kind_of(subject);
  return kind == SubjectKind::article || kind == SubjectKind::site;
}

}  // namespace

Tally::Tally(const Options& options)
    : options_(options),
      articles_(options.max_articles),
      now_(options.repeat_window, options.memory),
      budget_(options.budget),
      name_budget_(options.name_budget) {}

Entry& Tally::commit(const Record& record, RecordNumber number) {
  if (!behind_) pending_.add(record, number);
  auto& article = articles_.touch(record.article);
  article.is_admitted = true;
  if (record.about) article.about_hash = hash_of(*record.about);
  if (record.kind == RecordKind::erase ||
      record.kind == RecordKind::merge) {  // the next page says it anew
    article.about_hash = article.section = article.author = 0;
  }
  add_to(article, record);
  add_to(articles_.touch(site_of(record.article)), record);
  return article;
}

/// What an article is known for, until one of its pages says something else. What many share that
/// are not known is known for nothing.
void Tally::note_names(Entry& entry, const Record& record) {
  if (entry.article.path == kOther) return;
  entry.section = texts_.keep(record.section);
  entry.author = texts_.keep(record.author);
}

void Tally::applied(Partition partition, const std::vector<Totals>& totals,
                    std::chrono::steady_clock::time_point now) {
  const auto batch = pending_.confirm(partition);
  for (std::size_t i = 0; i < batch.deltas.size(); ++i) {
    settle_entry(batch.deltas[i], i < totals.size() ? &totals[i] : nullptr, now);
  }
}

Pending::Verdict Tally::settle(Partition partition, RecordNumber marker, RecordNumber last_number) {
  const auto settlement = pending_.settle(partition, marker, last_number);
  for (const auto& batch : settlement.in) {
    for (const auto& delta : batch.deltas) settle_entry(delta, nullptr, {});
  }
  return settlement.verdict;
}

RecordNumber Tally::fall_behind(RecordNumber through, RecordNumber last,
                                const std::vector<Restart>& restarts) {
  behind_ = true;
  auto after = through;
  if (const auto oldest = pending_.oldest()) after = std::min(after, *oldest - 1);
  pending_.drop();
  std::bitset<kPartitions> restarted;
  for (const auto& [partition, marker] : restarts) {
    pending_.restart(partition, marker);
    refills_[partition] = {marker, last};
    restarted.set(partition);
    after = std::min(after, marker);
  }
  if (restarted.none()) return after;
  articles_.for_each([&](Entry& entry) {
    if (!restarted[partition_of(entry.article)]) return;
    entry.is_known = false;
    entry.unapplied = {};
  });
  return after;
}

bool Tally::catch_up(const Record& record, RecordNumber number) {
  bool lacking = false;
  for_each_partition(record, [&](Partition partition) {
    if (number <= pending_.confirmed(partition)) return;
    pending_.add_to(partition, record, number);
    lacking = true;
    auto& refill = refills_[partition];
    if (number <= refill.after || number > refill.through) return;
    refill.after = number;
    for_each_subject(record, [&](const ping::Article& subject) {
      // Touched, not looked up: an entry that came later would be settled for what it was never
      // given.
      const bool here = partition_of(subject) == partition;
      if (here && is_held(subject)) add_to(articles_.touch(subject), record);
    });
  });
  return lacking;
}

void Tally::settle_entry(const Delta& delta, const Totals* totals,
                         std::chrono::steady_clock::time_point now) {
  if (!is_held(delta.article)) return;
  auto* entry = articles_.find(delta.article);
  if (entry == nullptr) return;
  entry->unapplied -= totals_of(delta);
  if (totals != nullptr) {
    entry->know(*totals, now);
  } else if (!delta.erased.empty() || delta.merged) {
    entry->is_known = false;
  } else if (entry->is_known) {
    // In, but the answer was lost: what was counted here moves over, until the store is asked.
    entry->known += totals_of(delta);
    entry->known_at = {};
  }
}

}  // namespace readcount::tally
