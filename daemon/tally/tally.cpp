#include "tally/tally.hpp"

#include "tally/article_hash.hpp"

namespace readcount::tally {
namespace {

void add(Totals& totals, std::uint64_t loads, std::uint64_t views, std::uint64_t readers) {
  totals.loads += loads;
  totals.views += views;
  totals.readers += readers;
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

Entry& Tally::commit(const Record& record, RecordNumber number, bool new_reader) {
  pending_.add(record, number, new_reader);
  const std::uint64_t views = record.counted ? 1 : 0;
  auto& article = articles_.touch(record.article);
  add(article.unapplied, 1, views, record.counted && new_reader ? 1 : 0);
  add(articles_.touch({record.article.site, {}}).unapplied, 1, views, 0);
  return article;
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

void Tally::roll_back(Partition partition, RecordNumber marker) {
  pending_.restart(partition, marker);
  articles_.for_each([&](Entry& entry) {
    if (partition_of(entry.article) != partition) return;
    entry.known.reset();
    entry.unapplied = {};
  });
}

void Tally::replayed(Partition partition, const Record& record, RecordNumber number) {
  pending_.add_to(partition, record, number);
  const std::uint64_t views = record.counted ? 1 : 0;
  // Touched, not looked up: an entry that came later would be settled for what it was never given.
  const ping::Article site{record.article.site, {}};
  for (const auto* subject : {&record.article, &site}) {
    if (partition_of(*subject) == partition) add(articles_.touch(*subject).unapplied, 1, views, 0);
  }
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
