#include "tally/tally.hpp"

#include "tally/article_hash.hpp"

#include <algorithm>
#include <bitset>

namespace readcount::tally {
namespace {

void add(Totals& totals, std::uint64_t loads, std::uint64_t views, std::uint64_t readers) {
  totals.loads += loads;
  totals.views += views;
  totals.readers += readers;
}

void add_to_article(Entry& entry, const Record& record) {
  add(entry.unapplied, 1, record.counted ? 1 : 0, record.new_reader ? 1 : 0);
}

/// A reader who is new to an article may well be known to the site; the store's answer tells.
void add_to_site(Entry& entry, const Record& record) {
  add(entry.unapplied, 1, record.counted ? 1 : 0, 0);
}

}  // namespace

Tally::Tally(const Options& options)
    : window_(options.repeat_window),
      repeats_(options.repeat_window, options.max_pairs),
      articles_(options.max_articles) {}

Decision Tally::decide(const ping::Ping& ping, const ReaderKeys& reader) {
  const auto article = hash_of(ping.article);
  Decision decision;
  decision.pair = pair_of(reader.today, article);

  auto seen = repeats_.look(decision.pair, ping.at);
  if (seen != RepeatWindow::Seen::within && reader.yesterday) {
    // The same reader had another key before midnight.
    const auto yesterday = repeats_.look(pair_of(*reader.yesterday, article), ping.at);
    if (yesterday == RepeatWindow::Seen::within) seen = yesterday;
  }
  decision.counted = seen != RepeatWindow::Seen::within;
  decision.new_reader = seen == RepeatWindow::Seen::never;
  if (decision.counted) decision.window_before = repeats_.open(decision.pair, ping.at);
  return decision;
}

void Tally::withdraw(const Decision& decision) {
  if (decision.counted) repeats_.put_back(decision.pair, decision.window_before);
}

Entry& Tally::commit(const Record& record, RecordNumber number) {
  if (!behind_) pending_.add(record, number);
  auto& article = articles_.touch(record.article);
  add_to_article(article, record);
  add_to_site(articles_.touch({record.article.site, {}}), record);
  return article;
}

void Tally::remember(const Record& record) {
  if (record.counted) repeats_.open(pair_of(record.reader, hash_of(record.article)), record.at);
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
    entry.known.reset();
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
    // Touched, not looked up: an entry that came later would be settled for what it was never
    // given.
    if (partition_of(record.article) == partition) {
      add_to_article(articles_.touch(record.article), record);
    }
    const ping::Article site{record.article.site, {}};
    if (partition_of(site) == partition) add_to_site(articles_.touch(site), record);
  });
  return lacking;
}

void Tally::settle_entry(const Delta& delta, const Totals* totals,
                         std::chrono::steady_clock::time_point now) {
  auto* entry = articles_.find(delta.article);
  if (entry == nullptr) return;
  entry->unapplied.loads -= delta.loads;
  entry->unapplied.views -= delta.views;
  entry->unapplied.readers -= delta.new_readers;
  if (totals != nullptr) {
    entry->known = *totals;
    entry->known_at = now;
  } else if (entry->known) {
    // In, but the answer was lost: what was counted here moves over, until the store is asked.
    add(*entry->known, delta.loads, delta.views, delta.new_readers);
    entry->known_at = {};
  }
}

}  // namespace readcount::tally
